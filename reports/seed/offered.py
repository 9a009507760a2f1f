"""Services (layanan) that the partners of the demonstration offer, one for each need or two they help with."""

from uuid import UUID

from partners.choices_offering import AccessAid, Cost, Language, Setting
from partners.models import Offering, Organisation
from reports.seed.copying import Loader
from reports.seed.world import World

NAMES = {
    "F1": "Konseling keluarga",
    "F2": "Pelatihan kerja dasar",
    "F3": "Rawat jalan NAPZA",
    "F4": "Kelompok pergaulan sehat",
    "F5": "Kegiatan waktu luang",
    "F6": "Kelas mengatur keuangan",
    "F7": "Kelompok perubahan sikap",
    "IDENTITY": "Pengurusan KTP dan NIK",
    "HOUSING": "Tempat tinggal sementara",
    "WORK": "Penyaluran kerja",
    "SCHOOL": "Kejar Paket A, B, dan C",
    "HEALTH": "Pemeriksaan kesehatan",
    "REHABILITATION": "Rehabilitasi rawat jalan",
    "DISABILITY": "Pendampingan disabilitas",
    "SAFETY": "Rumah aman",
}
PAIRS = (("F3", "REHABILITATION"), ("F2", "WORK"), ("F2", "SCHOOL"), ("F5", "F7"))
"""Needs that one service helps with together."""
ADULTS_ONLY = 0.12


def add_offerings(world: World) -> dict[str, int]:
    """Services of all active partners that help with a need. Limits of places are set by `referred.py`."""
    loader = Loader((Offering,))
    for partner in Organisation.objects.filter(is_active=True, serves__len__gt=0).order_by("pk"):
        for needs in _served(partner):
            _add(world, loader, partner, needs)
    return loader.finish()


def _served(partner: Organisation) -> list[tuple[str, ...]]:
    """The needs of each service of a partner."""
    left, found = list(partner.serves), []
    for pair in PAIRS:
        if set(pair) <= set(left):
            found.append(pair)
            left = [code for code in left if code not in pair]
    return found + [(code,) for code in left if code in NAMES]


def _add(world: World, loader: Loader, partner: Organisation, needs: tuple[str, ...]) -> None:
    rng = world.rng
    loader.add(
        Offering,
        organisation_id=partner.pk,
        name=NAMES[needs[0]],
        needs=list(needs),
        setting=rng.choices([Setting.ON_SITE, Setting.VISIT, Setting.ONLINE], [8, 1, 1])[0],
        age_from=18 if world.chance(ADULTS_ONLY) else None,
        cost=rng.choices([Cost.FREE, Cost.PARTLY, Cost.PAID], [8, 1, 1])[0],
        languages=[Language.INDONESIAN.value],
        access=[AccessAid.STEP_FREE.value] if world.chance(0.4) else [],
        form_key=UUID(int=rng.getrandbits(128), version=4),
        recorded_at=partner.recorded_at,
    )
