"""Case rows for files: one a guidance period, with a code instead of a name, and nothing that points at a person."""

from datetime import date

from django.db.models import (
    BinaryField,
    Case,
    CharField,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat

from bapas_portal.accounts.models import Office
from bapas_portal.core.scope import Scope
from clients.models import Assessment, Guidance
from reports.pseudonyms import CHILD_MARK, LENGTH, sql_pads
from reports.rules import AGE_BANDS, FORMULA_SIGNS

COLUMNS = (
    "kode",
    "kantor",
    "dasar",
    "kelompok",
    "jenis_kelamin",
    "kelompok_umur",
    "kelompok_perkara",
    "mulai",
    "berakhir",
    "alasan_berakhir",
    "rri_terakhir",
)


def case_rows(scope: Scope, *, office: Office, first: date, last: date) -> QuerySet:
    """Guidance periods under way at any time from `first` to `last`, as tuples of COLUMNS.

    `scope` narrowed to reports.view_case_rows. Age is that on `last`; rri_terakhir the category of the latest RRI
    by then. Codes, not words; mulai and berakhir are dates.
    """
    risks = Assessment.objects.filter(
        guidance=OuterRef("pk"), instrument="RRI", assessed_on__lte=last, replaced_by=None
    ).order_by("-assessed_on", "-pk")
    return (
        Guidance.objects.visible_to(scope)
        .filter(Q(ended_on=None) | Q(ended_on__gte=first), start_on__lte=last, office__path__startswith=office.path)
        .order_by("office__path", "pk")
        .annotate(
            kode=Concat(Value("K-"), pseudonym_of("client__public_id")),
            kantor=safe_text("office__name"),
            dasar=F("status"),
            kelompok=Case(When(is_child=True, then=Value("anak")), default=Value("dewasa")),
            jenis_kelamin=F("sex"),
            kelompok_umur=age_band_on(last),
            kelompok_perkara=F("offence_group_id"),
            mulai=F("start_on"),
            berakhir=F("ended_on"),
            alasan_berakhir=F("end_reason"),
            rri_terakhir=Coalesce(Subquery(risks.values("category")[:1]), Value("")),
        )
        .values_list(*COLUMNS)
    )


def pseudonym_of(column: str) -> Func:
    """HMAC-SHA256 of the column in SQL, by cohort: the same ten digits as reports.pseudonyms.pseudonym."""
    pads = {name: Value(pad, output_field=BinaryField()) for name, pad in sql_pads().items()}
    mark = Case(When(is_child=True, then=Value(CHILD_MARK)), default=Value(""), output_field=TextField())
    said = Concat(Cast(column, TextField()), mark, output_field=TextField())
    text = Func(said, Value("UTF8"), function="convert_to", output_field=BinaryField())
    inner = Func(pads["inner"], text, template="sha256(%(expressions)s)", arg_joiner=" || ", output_field=BinaryField())
    return Func(
        pads["outer"],
        inner,
        template=f"upper(substr(encode(sha256(%(expressions)s), 'hex'), 1, {LENGTH}))",
        arg_joiner=" || ",
        output_field=CharField(),
    )


def age_band_on(day: date) -> Case:
    """The band of the age on `day`, by the birthday that a person of each lowest age has."""
    bands = [When(birth_on__lte=_years_before(day, low), then=Value(name)) for low, name in AGE_BANDS if low]
    return Case(*bands, default=Value(AGE_BANDS[-1][1]), output_field=CharField())


def _years_before(day: date, years: int) -> date:
    """The birthday of those who are exactly `years` old on `day`; 29 February counts from 1 March in other years."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def safe_text(column: str) -> Case:
    """Text that a spreadsheet will not take for a formula (reports.rules.as_text, in SQL)."""
    starts = Q()
    for sign in FORMULA_SIGNS:
        starts |= Q(**{f"{column}__startswith": sign})
    return Case(When(starts, then=Concat(Value("'"), F(column))), default=F(column), output_field=CharField())
