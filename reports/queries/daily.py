"""The daily report of an office: three counts over all offices in reach, and who signs. Decides nothing."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.db.models import CharField, Count, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.choices import Grade, OfficeKind, RoleCode
from bapas_portal.accounts.models import Office, RoleGrant
from bapas_portal.core.scope import Scope
from clients.models import Guidance
from reports.daily_blocks import BLOCKS, STAFF
from reports.queries.daily_shapes import Daily, Line, Numbers, Signer
from reports.rules import SMALLEST_SHOWN, hide_small
from reports.rules_daily import begins_with
from reports.rules_suppression import hide_table

Counts = dict[str, dict[str, int]]
"""Code of the office below -> code of the column -> how many."""


def daily_report(scope: Scope, *, office: Office, day: date, offices: Sequence[Office]) -> Daily:
    """The thirteen blocks as they held at the end of `day`. `scope` narrowed to reports.view_dashboard; `offices`:
    those in reach."""
    below = [office] if office.kind == OfficeKind.BAPAS else _below(office, day, offices)
    depth = office.path.count("/") + (office.kind != OfficeKind.BAPAS)
    counts: Counts = defaultdict(lambda: defaultdict(int))
    for rows in (_staff(scope, office, day, depth), _clients(scope, office, day, depth)):
        for row in rows:
            counts[row.pop("child")].update(row)
    codes = [child.code for child in below]
    names = {child.code: child.name for child in below}
    # A closed office, or the Kanwil itself, keeps a line while there is something to count.
    others = {child.code: child.name for child in offices} | {"": office.name}
    codes += sorted(code for code in counts if code not in names and any(counts[code].values()))
    numbers: list[dict[str, int]] = [{code: counts[each][code] for code in CODES} for each in codes]
    shown, total = _shown(numbers, hides=office.kind != OfficeKind.BAPAS)
    lines = [Line(names.get(code) or others.get(code, code), each) for code, each in zip(codes, shown, strict=True)]
    whole = None if office.kind == OfficeKind.BAPAS else Line(_("Jumlah"), total)
    return Daily(office, day, BLOCKS, lines, whole, _signer(scope, office, day))


CODES = [column.code for block in BLOCKS for column in block.columns]
CHILDREN = [column.code for block in BLOCKS for column in block.columns if column.is_about_children]


def _below(office: Office, day: date, offices: Sequence[Office]) -> list[Office]:
    return [
        child
        for child in offices
        if child.parent_id == office.pk
        and (child.opened_on is None or child.opened_on <= day)
        and (child.closed_on is None or child.closed_on >= day)
    ]


def _code(path: str, depth: int) -> Func:
    return Func(F(path), Value("/"), Value(depth), function="split_part", output_field=CharField())


def held_on(day: date) -> Q:
    """Guidance still under way at the end of the day, as in the month's end of the dashboard."""
    return Q(start_on__lte=day) & (Q(ended_on=None) | Q(ended_on__gt=day))


def conditions() -> dict[str, Q]:
    """Which guidance each number of the blocks II to XII counts."""
    found = {
        "CLIENTS": Q(pk__isnull=False),
        "ADULT": Q(is_child=False),
        "CHILD": Q(is_child=True),
        "TERROR": Q(offence_group__in=settings.DAILY_TERROR_GROUPS),
        "DRUGS": Q(offence_group__is_drug=True),
        "SCHOOL": Q(occupation__iregex=begins_with(settings.DAILY_SCHOOL_WORDS)),
        "BLANK": Q(occupation__regex=r"^\s*$"),
    }
    found["WORK"] = ~(found["SCHOOL"] | found["BLANK"] | Q(occupation__iregex=begins_with(settings.DAILY_IDLE_WORDS)))
    found |= {f"ADULT_{code}": Q(is_child=False, status=code) for code in ("ASIM", "PB", "CB", "CMB", "CMK")}
    found |= {f"CHILD_{code}": Q(is_child=True, status=code) for code in ("ASIM", "PB", "CB")}
    return found | {code: Q(status=code) for code in ("DIVERSI", "AKOT", "LATKER", "LPKS")}


def guided_on(scope: Scope, *, office: Office, day: date) -> QuerySet[Guidance]:
    """Guidance that held at the end of the day, each with the client's `occupation` as it was recorded by then."""
    return (
        Guidance.objects.visible_to(scope)
        .filter(held_on(day), office__path__startswith=office.path)
        .annotate(occupation=_occupation_on(day))
    )


def _occupation_on(day: date) -> Combinable:
    """As recorded by the end of the day; what nobody had written by then is the first that was written later."""
    after = timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime.min.time()))
    if after > timezone.now():
        return F("client__occupation")
    events = apps.get_model("clients", "ClientEvent").objects.filter(pgh_obj_id=OuterRef("client_id"))
    then = events.filter(pgh_created_at__lt=after).order_by("-pgh_created_at", "-pgh_id").values("occupation")
    first = events.order_by("pgh_created_at", "pgh_id").values("occupation")
    return Coalesce(Subquery(then[:1]), Subquery(first[:1]), F("client__occupation"))


def _clients(scope: Scope, office: Office, day: date, depth: int) -> QuerySet:
    """Blocks II to XII, one pass over the guidance of the day."""
    numbers = {code: Count("pk", filter=condition) for code, condition in conditions().items()}
    guided = guided_on(scope, office=office, day=day).annotate(child=_code("office__path", depth))
    return guided.order_by().values("child").annotate(**numbers)


def _staff(scope: Scope, office: Office, day: date, depth: int) -> QuerySet:
    """Block I: people once an office; who is both PK and APK is a PK."""
    grants = RoleGrant.objects.visible_to(scope).on(day).filter(office__path__startswith=office.path)
    as_pk = RoleGrant.objects.on(day).filter(user=OuterRef("user"), role=RoleCode.PK)
    is_pk = Q(role=RoleCode.PK)
    grades = {
        grade.value or "NONE": Count("user", distinct=True, filter=is_pk & Q(user__grade=grade)) for grade in Grade
    }
    return (
        grants.filter(is_pk | Q(Q(role=RoleCode.APK), ~Exists(as_pk)))
        .annotate(child=_code("office__path", depth))
        .order_by()
        .values("child")
        .annotate(
            **grades,
            APK=Count("user", distinct=True, filter=Q(role=RoleCode.APK)),
            **{STAFF: Count("user", distinct=True)},
        )
    )


def _shown(numbers: Sequence[dict[str, int]], *, hides: bool) -> tuple[list[Numbers], Numbers]:
    """The lines and their total, with small numbers of children hidden if `hides`: column by column, and children
    beside adults as a table, whose sums would give them back."""
    whole: dict[str, int | None] = {code: sum(each[code] for each in numbers) for code in CODES}
    lines: list[dict[str, int | None]] = [dict(each) for each in numbers]
    if not hides or not lines:
        return list(lines), whole
    for code in CHILDREN:
        parts = [each[code] for each in numbers]
        # A sum that is itself small is hidden, so no part can be found from it and the noughts may stand.
        if 0 < sum(parts) < SMALLEST_SHOWN:
            whole[code] = None
            hidden = [None if part else 0 for part in parts]
        else:
            hidden = hide_small(parts)
        for line, number in zip(lines, hidden, strict=True):
            line[code] = number
    table = hide_table([[each["ADULT"], each["CHILD"]] for each in numbers])
    for line, row in zip([*lines, whole], table, strict=True):
        line.update(zip(("ADULT", "CHILD", "CLIENTS"), row, strict=True))
    return list(lines), whole


def _signer(scope: Scope, office: Office, day: date) -> Signer:
    """The head of a Bapas on the day by the grants, of several the reader; above a Bapas no role says who signs."""
    if office.kind != OfficeKind.BAPAS:
        return Signer(office)
    grants = RoleGrant.objects.visible_to(scope).on(day).filter(office=office, role=RoleCode.HEAD)
    heads = [grant.user for grant in grants.select_related("user")]
    signing = heads if len(heads) == 1 else [head for head in heads if head.pk == scope.user_id]
    return Signer(office, signing[0].name, signing[0].nip or "") if signing else Signer(office)
