"""Directives of the demonstration: three in force, confirmed by some offices, with targets, questions and answers."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.models import RoleGrant, User
from bapas_portal.core.dates import month_start
from programs.choices import DirectiveKind, TargetPeriod, TargetRule, VersionState
from programs.models import Answer, Directive, DirectiveVersion, Question, Reading, Target, TargetShare
from programs.queries.directive import content_digest
from programs.queries.target import clients_on
from programs.rules.targets import shares
from reports.seed.copying import Loader
from reports.seed.world import DEMO_OFFICE, World

MONTHLY = (
    "Setiap Bapas mengadakan paling sedikit satu kegiatan Klien Bapas Peduli setiap bulan.\n\n"
    "- Kegiatan diadakan bersama warga dan mitra.\n"
    "- Peserta, hasil dan foto dicatat di portal, lalu diajukan ke Kanwil.\n"
)
STRICTER = (
    MONTHLY + "- Kegiatan diajukan paling lambat tiga hari sesudah harinya.\n\n"
    "Kegiatan ini sukarela dan tidak dihitung sebagai jam pidana."
)
WORDS = "Istilah di bawah ini dipakai sama oleh semua kantor, di laporan dan di percakapan dengan mitra."
TERMS = [
    {"term": "Klien Bapas Peduli", "text": "Kegiatan sosial sukarela klien bersama warga; bagian dari pembimbingan."},
    {"term": "Kerja sosial", "text": "Pidana pokok menurut KUHP pasal 85; jamnya hanya dicatat pada perintahnya."},
    {"term": "Kegiatan diterima", "text": "Kegiatan yang sudah diperiksa dan diterima Kanwil."},
]
PHOTOS = (
    "Foto kegiatan tidak menampakkan wajah klien anak.\n\n"
    "1. Ambil foto dari belakang atau dari jauh.\n"
    "2. Tandai foto yang tetap menampakkan anak.\n"
    "3. Jangan mengirim foto itu ke luar kantor."
)
# Text of the question, days after publication, text of the answer ("" still waits).
ASKED = (
    ("Apakah kegiatan bersama dua Bapas dihitung untuk keduanya?", 3, "Dihitung untuk Bapas yang mencatat pesertanya."),
    ("Apakah kegiatan di Pos Bapas dihitung?", 5, "Ya, kegiatan Pos dihitung untuk Bapas induknya."),
    ("Bagaimana bila cuaca buruk sepanjang bulan?", 8, ""),
)


def add_directives(world: World) -> dict[str, int]:
    """Publish by the demonstration's directorate; readings and questions carry the days on which they were given."""
    author = User.objects.get(username="ditjen").pk
    monthly = Directive(number="PAS-03.PR.01 Tahun 2026", kind=DirectiveKind.TARGET, created_by_id=author)
    words = Directive(number="PAS-05.PR.01 Tahun 2026", kind=DirectiveKind.DEFINITION, created_by_id=author)
    photos = Directive(number="PAS-09.PR.01 Tahun 2026", kind=DirectiveKind.GUIDANCE, created_by_id=author)
    for directive in (monthly, words, photos):
        directive.form_key = _key(world)
        directive.save()
    title = "Satu kegiatan setiap bulan di setiap Bapas"
    first = _published(world, monthly, 1, 75, title=title, body=MONTHLY, due_in=21)
    second = _published(world, monthly, 2, 24, title=title, body=STRICTER, due_in=14)
    meanings = _published(world, words, 1, 45, title="Istilah yang sama di semua kantor", body=WORDS, terms=TERMS)
    latest = _published(world, photos, 1, 4, title="Foto kegiatan dan perlindungan anak", body=PHOTOS, due_in=14)
    loader = Loader((Reading, Question, Answer))
    heads = _heads(world)
    for version, share in ((first, 1.0), (second, 0.8), (meanings, 0.9), (latest, 0.35)):
        _add_readings(world, loader, version, share, heads, skips=(latest, second))
    _add_questions(world, loader, second, author)
    rows = loader.finish()
    made = {model._meta.label: model.objects.count() for model in (Directive, DirectiveVersion, Target, TargetShare)}
    return made | rows


def _key(world: World) -> UUID:
    return UUID(int=world.rng.getrandbits(128), version=4)


def _published(
    world: World, directive: Directive, number: int, days_ago: int, *, due_in: int = 0, **said: Any
) -> DirectiveVersion:
    author = directive.created_by_id
    day = world.today - timedelta(days=days_ago)
    version = DirectiveVersion(directive=directive, number=number, changed_by_id=author, **said)
    version.applies_from = month_start(day)
    version.due_on = day + timedelta(days=due_in) if due_in else None
    version.save()
    if directive.kind == DirectiveKind.TARGET:
        _add_target(world, version, day, measure="ACTIVITIES", rule=TargetRule.SAME, amount=1)
        _add_target(world, version, day, measure="PARTICIPANTS", rule=TargetRule.PER_HUNDRED, amount=20)
    version.digest = content_digest(version)
    version.state, version.published_by_id = VersionState.PUBLISHED, author
    version.published_at = world.moment(day)
    version.save()
    return version


def _add_target(world: World, version: DirectiveVersion, day: date, *, measure: str, rule: str, amount: int) -> None:
    basis_on = day if rule == TargetRule.PER_HUNDRED else None
    target = Target.objects.create(
        version=version,
        measure=measure,
        period=TargetPeriod.MONTH,
        rule=rule,
        amount=amount,
        basis_on=basis_on,
        form_key=_key(world),
    )
    found = shares(rule=rule, amount=amount, clients=clients_on(day), listed=[])
    TargetShare.objects.bulk_create(
        TargetShare(target=target, office_id=office, value=share.value, basis=share.basis)
        for office, share in sorted(found.items())
    )


def _heads(world: World) -> list[tuple[int, int, bool]]:
    """(office, who confirms for it, is the demonstration's own) for every office of the seed and its Kanwil."""
    rows = RoleGrant.objects.filter(role__in=[RoleCode.HEAD, RoleCode.KANWIL]).select_related("office")
    found: dict[int, tuple[int, int, bool]] = {}
    own = {"kepala", "kanwil"}
    for row in rows.select_related("user").order_by("office__path", "pk"):
        is_own = row.user.username in own or row.office.code == DEMO_OFFICE
        if row.office_id not in found or row.user.username in own:
            found[row.office_id] = (row.office_id, row.user_id, is_own)
    return list(found.values())


def _add_readings(
    world: World,
    loader: Loader,
    version: DirectiveVersion,
    share: float,
    heads: list[tuple[int, int, bool]],
    *,
    skips: tuple[DirectiveVersion, ...],
) -> None:
    """A share of the offices confirmed within some days; the demonstration's own still have something to confirm."""
    published = version.published_at.date() if version.published_at else world.today
    for office, user, is_own in heads:
        if (is_own and version in skips) or not world.chance(share):
            continue
        at = world.moment(world.days_on(published, 1, 18))
        loader.add(Reading, version_id=version.pk, office_id=office, by_id=user, at=at)


def _add_questions(world: World, loader: Loader, version: DirectiveVersion, author: int) -> None:
    published = version.published_at.date() if version.published_at else world.today
    places = world.rng.sample(world.offices, min(len(world.offices), len(ASKED)))
    for place, (text, days, answer) in zip(places, ASKED, strict=False):
        asked_on = min(published + timedelta(days=days), world.today)
        question = loader.add(
            Question,
            version_id=version.pk,
            office_id=place.pk,
            text=text,
            form_key=_key(world),
            by_id=place.adult_officers[0],
            recorded_at=world.moment(asked_on),
        )
        if answer:
            at = world.moment(world.days_on(asked_on, 1, 3))
            loader.add(Answer, question_id=question, text=answer, form_key=_key(world), by_id=author, recorded_at=at)
