"""All versions of all instruments, and what stands beside one of them. Instruments are the same for all readers."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from clients.choices import InstrumentCode, VersionStanding
from clients.models import Assessment, InstrumentTrial, InstrumentVersion
from clients.queries.instruments import digest_of, standing_of


@dataclass(frozen=True, slots=True)
class VersionRow:
    """`assessments`: how many were made with it, in the whole nation. `doubts`: flags not settled yet."""

    version: InstrumentVersion
    standing: VersionStanding
    assessments: int
    doubts: int


@dataclass(frozen=True, slots=True)
class InstrumentRows:
    code: str
    label: str
    rows: tuple[VersionRow, ...]


def versions_by_instrument(on: date) -> list[InstrumentRows]:
    """Every instrument with its versions: drafts first, then the newest. Two queries."""
    made = dict(Assessment.objects.order_by().values_list("version").annotate(number=Count("pk")))
    found: dict[str, list[VersionRow]] = {code: [] for code in InstrumentCode.values}
    for version in InstrumentVersion.objects.select_related("saved_by").order_by("pk"):
        row = VersionRow(version, standing_of(version, on), made.get(version.pk, 0), _doubts(version))
        found[version.instrument].append(row)
    return [
        InstrumentRows(code, str(InstrumentCode(code).label), tuple(sorted(rows, key=_newest_first)))
        for code, rows in found.items()
    ]


def _newest_first(row: VersionRow) -> tuple[bool, int, int]:
    begun = row.version.valid_from
    return row.standing != VersionStanding.DRAFT, -begun.toordinal() if begun else 0, -row.version.pk


def _doubts(version: InstrumentVersion) -> int:
    flags = [version.definition.get("flags", [])]
    return sum(map(len, flags + [item.get("flags", []) for item in version.definition["items"]]))


def assessments_with(version: InstrumentVersion) -> int:
    """How many assessments were made with it, in the whole nation."""
    return Assessment.objects.filter(version=version).count()


def trial_of_this(version: InstrumentVersion) -> InstrumentTrial | None:
    """The newest finished trial of exactly this content. One query."""
    rows = InstrumentTrial.objects.filter(version=version, digest=digest_of(version), finished_at__isnull=False)
    return rows.order_by("-pk").first()


def in_force_before(version: InstrumentVersion) -> InstrumentVersion | None:
    """The published version that publishing this draft would end: the newest without a last day."""
    return InstrumentVersion.objects.filter(instrument=version.instrument, state="PUBLISHED").first()
