"""New information about a few clients: what may change the risk before the year is over."""

from datetime import timedelta

from clients.choices import InformationKind
from clients.models import NewInformation
from reports.seed.periods import Period
from reports.seed.world import World

INFORMED = 0.02
TEXTS = {
    InformationKind.BREACH: "Klien dua kali tidak melapor tanpa kabar.",
    InformationKind.MOVED: "Klien pindah ke rumah saudara di kecamatan lain.",
    InformationKind.WORK_LOST: "Klien berhenti bekerja menurut penjamin.",
    InformationKind.FAMILY: "Pasangan klien meninggalkan rumah.",
    InformationKind.SUBSTANCE: "Keluarga melihat klien minum alkohol lagi.",
}


def add_information(world: World, period: Period) -> None:
    """For about two running periods in a hundred, something noted in the last two months."""
    if period.ended_on is not None or not world.chance(INFORMED):
        return
    since = max(period.start_on, world.today - timedelta(days=60))
    if since >= world.today:
        return
    day = since + timedelta(days=world.rng.randint(0, (world.today - since).days))
    kind = world.rng.choice(list(TEXTS))
    world.loader.add(
        NewInformation,
        guidance_id=period.guidance_id,
        kind=kind.value,
        noted_on=day,
        text=TEXTS[kind],
        by_id=period.officer_id,
        recorded_at=world.moment(day),
    )
