"""More of the seeded past: open guidance periods copied with their assessments, factors and open needs."""

import pgtrigger
from django.db import connection
from django.db.models import Model

from clients.choices import InstrumentCode
from clients.models import Assessment, AssessmentFactor, Guidance, Need
from clients.queries.trial import standing_count
from reports.bench.database import settle

MARK = "/ulang-"
# Where the rows to copy come from: seeded open guidance periods (g), the k-th copy of each (n).
ORIGINALS = f"g.ended_on IS NULL AND strpos(g.register_no, '{MARK}') = 0"
COPIED = f"JOIN clients_guidance n ON n.office_id = g.office_id AND n.register_no = g.register_no || '{MARK}' || k"


def grow_past(least: int) -> tuple[int, int]:
    """Copy until at least so many RRI stand, and so many periods are open. Returns both numbers."""
    first, per_copy = _copies() + 1, _rri_of_originals()
    lacking = least - standing_count(InstrumentCode.RRI)
    periods = Guidance.objects.open().exclude(register_no__contains=MARK).count()
    lacking_periods = least - Guidance.objects.open().count()
    more = max(-(-lacking // per_copy), -(-lacking_periods // periods), 0)
    if more:
        _copy(first, first + more - 1)
        settle()
    return standing_count(InstrumentCode.RRI), Guidance.objects.open().count()


def _copies() -> int:
    """How many copies of each original there are."""
    one = Guidance.objects.open().exclude(register_no__contains=MARK).order_by("pk").first()
    if one is None:
        raise Guidance.DoesNotExist("nobody is under guidance; seed more clients")
    return Guidance.objects.filter(office=one.office_id, register_no__startswith=f"{one.register_no}{MARK}").count()


def _rri_of_originals() -> int:
    rows = Assessment.objects.filter(instrument=InstrumentCode.RRI, replaced_by=None, guidance__ended_on=None)
    return max(1, rows.exclude(guidance__register_no__contains=MARK).count())


def _copy(first: int, last: int) -> None:
    turns = f"CROSS JOIN generate_series({first:d}, {last:d}) k"
    of_periods = f"FROM clients_guidance g {turns} WHERE {ORIGINALS}"
    of_rows = f"FROM {{}} JOIN clients_guidance g ON g.id = r.guidance_id {turns} {COPIED} {{}} WHERE {ORIGINALS}"
    assessments = of_rows.format("clients_assessment r", "")
    # A copy is found again by its seal: seeded assessments have none.
    twins = "JOIN clients_assessment t ON t.guidance_id = n.id AND t.seal = r.id::text"
    factors = of_rows.format("clients_assessmentfactor f JOIN clients_assessment r ON r.id = f.assessment_id", twins)
    needs = of_rows.format("clients_need r", "") + " AND r.closed_on IS NULL"
    new_number = {"register_no": f"g.register_no || '{MARK}' || k", "form_key": "NULL"}
    new_row = {"guidance_id": "n.id", "form_key": "NULL", "replaces_id": "NULL", "seal": "r.id::text"}
    # The rows carry what the triggers would fill in; a history of copies is nobody's.
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute(_insert(Guidance, "g", new_number, of_periods))
        cursor.execute(_insert(Assessment, "r", new_row, assessments))
        cursor.execute(_insert(AssessmentFactor, "f", {"assessment_id": "t.id"}, factors))
        cursor.execute(_insert(Need, "r", {"guidance_id": "n.id", "assessment_id": "NULL"}, needs))


def _insert(model: type[Model], alias: str, changed: dict[str, str], source: str) -> str:
    """INSERT of every column but the key, as it stands in `alias` or as `changed` says."""
    names = [str(field.column) for field in model._meta.concrete_fields if not field.primary_key]
    values = ", ".join(changed.get(name, f"{alias}.{name}") for name in names)
    return f"INSERT INTO {model._meta.db_table} ({', '.join(names)}) SELECT {values} {source}"
