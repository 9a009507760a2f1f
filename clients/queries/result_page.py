"""All that one result says, in the order in which the page and the printed sheet say it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bapas_portal.core.dates import in_zone
from bapas_portal.core.scope import Scope
from clients.choices import Decision, RiskCategory
from clients.models import Assessment, AssessmentOverride, AssessmentReview, Guidance
from clients.queries.assessment import facts_of, previous_assessment, result_of
from clients.queries.branches import intensity_advice, kriminogenik_reason
from clients.queries.instruments import definition_of, digest_of
from clients.queries.needs import factor_bars, total_bar
from clients.queries.result_answers import AnsweredPart, answered_parts
from clients.queries.result_words import (
    FactorLine,
    PartRule,
    band_words,
    factor_lines,
    part_rules,
    sum_words,
    table_words,
)
from clients.queries.seal import seal_holds
from clients.rules.identity import initials
from clients.rules.instrument import Instrument

NO_SEAL, HOLDS, BROKEN = "NONE", "HOLDS", "BROKEN"


@dataclass(frozen=True, slots=True)
class Fact:
    """A line "label: value"; an empty value was not filled in."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Link:
    """One assessment of a chain of corrections, the first is number 1; `recorded` by the office's clock."""

    assessment: Assessment
    number: int
    recorded: str
    is_this: bool
    is_last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    """`own` is the category of the score, `standing` the one that stands (RiskCategory codes); `seal`: NO_SEAL, HOLDS
    or BROKEN; `who` and `register_no` are as the reader may know them; `chain` is empty without a correction.

    The newest of `overrides` and `reviews` comes first.
    """

    assessment: Assessment
    guidance: Guidance
    instrument: Instrument
    who: str
    register_no: str
    own: str
    standing: str
    sum_rule: str
    band_rule: str
    band_table: str
    decisions: list[str]
    parts: list[PartRule]
    total_bar: dict[str, Any]
    bars: list[dict[str, Any]]
    factors: list[FactorLine]
    answers: list[AnsweredPart]
    facts: list[Fact]
    overrides: Sequence[AssessmentOverride]
    reviews: Sequence[AssessmentReview]
    previous: Assessment | None
    chain: list[Link]
    digest: str
    seal: str
    signed: str

    @property
    def draft_pk(self) -> int | None:
        """The draft this assessment was finished from; None for one saved without (by the API, or before drafts)."""
        draft = getattr(self.assessment, "draft", None)
        return draft.pk if draft else None

    @property
    def is_overridden(self) -> bool:
        return self.approved is not None

    @property
    def approved(self) -> AssessmentOverride | None:
        return next((each for each in self.overrides if each.decision == Decision.APPROVED), None)

    @property
    def change(self) -> int | None:
        """The score less the one before; None where there was none. More is worse."""
        return None if self.previous is None else self.assessment.total - self.previous.total

    @property
    def adjusted(self) -> str:
        """The approved override in a sentence, "" without one."""
        row = self.approved
        if row is None or row.decided_by is None or row.decided_at is None:
            return ""
        return _("Kategori disesuaikan menjadi %(category)s, disetujui %(who)s pada %(when)s. Skornya tetap.") % {
            "category": RiskCategory(row.category).label,
            "who": row.decided_by.name,
            "when": moment_words(row.decided_at, self.guidance.office.zone),
        }

    @property
    def replaced_by(self) -> Assessment | None:
        """The correction that stands in the place of this one; the last of several."""
        last = self.chain[-1].assessment if self.chain else self.assessment
        return None if last.pk == self.assessment.pk else last

    @property
    def total_bars(self) -> list[dict[str, Any]]:
        """The total as `{% needs_bars %}` wants it."""
        return [self.total_bar]

    @property
    def version(self) -> str:
        return f"{self.instrument.code} {self.instrument.version}"

    @property
    def signed_by(self) -> str:
        """Name, and NIP where there is one."""
        assessor = self.assessment.assessor
        return f"{assessor.name}, NIP {assessor.nip}" if assessor.nip else assessor.name

    @property
    def has_seal(self) -> bool:
        return self.seal != NO_SEAL

    @property
    def seal_is_whole(self) -> bool:
        return self.seal == HOLDS


def _is_named(guidance: Guidance, scope: Scope) -> bool:
    return scope.may_identify(office_id=guidance.office_id, officer_id=guidance.officer_id, is_child=guidance.is_child)


def result_page(
    assessment: Assessment,
    *,
    scope: Scope,
    overrides: Sequence[AssessmentOverride],
    reviews: Sequence[AssessmentReview],
) -> ResultPage:
    """Read everything of an assessment in scope, its guidance, client, office, version, assessor at hand. Two queries.

    `scope` says whether the reader may know whose it is: else initials, no register number, no free words.
    """
    guidance, instrument = assessment.guidance, definition_of(assessment.version)
    is_named = _is_named(guidance, scope)
    result = result_of(assessment)
    facts = facts_of(instrument, result, assessment.context)
    approved = next((each for each in overrides if each.decision == Decision.APPROVED), None)
    advice = kriminogenik_reason(instrument.kriminogenik_due, facts, result.kriminogenik_due)
    return ResultPage(
        assessment=assessment,
        guidance=guidance,
        instrument=instrument,
        who=guidance.client.name if is_named else initials(guidance.client.name),
        register_no=guidance.register_no if is_named else "",
        own=assessment.category,
        standing=approved.category if approved else assessment.category,
        sum_rule=sum_words(instrument, assessment.answers, assessment.total),
        band_rule=band_words(instrument.total.bands, assessment.total),
        band_table=table_words(instrument.total.bands),
        decisions=[line for line in (advice, intensity_advice(instrument, result)) if line],
        parts=part_rules(instrument, result, facts),
        total_bar=total_bar(instrument, assessment),
        bars=factor_bars(instrument, assessment.result["factors"]),
        factors=factor_lines(instrument, result),
        answers=answered_parts(instrument, assessment, result.parts_due, shows_words=is_named),
        facts=_facts(assessment, instrument, is_named),
        overrides=overrides,
        reviews=reviews,
        previous=previous_assessment(assessment),
        chain=_chain(assessment),
        digest=digest_of(assessment.version),
        seal=_seal(assessment),
        signed=moment_words(assessment.recorded_at, guidance.office.zone),
    )


def moment_words(at: datetime, zone: str) -> str:
    """ "1 Maret 2025 10.15 WIB", in the office's own zone."""
    return f"{date_format(in_zone(at, zone), 'j F Y H.i')} {zone}"


def _seal(assessment: Assessment) -> str:
    if not assessment.seal:
        return NO_SEAL
    return HOLDS if seal_holds(assessment) else BROKEN


def _facts(assessment: Assessment, instrument: Instrument, is_named: bool) -> list[Fact]:
    guidance, person = assessment.guidance, assessment.guidance.client
    born = [(_("Tanggal lahir"), date_format(person.birth_on, "j F Y"))]
    free_words = [
        (_("Tempat"), assessment.place),
        (_("Tujuan"), assessment.purpose),
        (_("Persetujuan oleh"), assessment.consent_by),
    ]
    pairs: list[tuple[str, Any]] = [
        *(born if is_named else []),
        (_("Jenis kelamin"), person.get_sex_display()),
        (_("Kelompok tindak pidana"), guidance.offence_group.name if guidance.offence_group else ""),
        (_("Bapas"), guidance.office.name),
        (_("Pelaksana"), assessment.assessor.name),
        (_("Tanggal asesmen"), date_format(assessment.assessed_on, "j F Y")),
        *(free_words if is_named else []),
        (_("Tanggal persetujuan"), date_format(assessment.consent_on, "j F Y")),
        (_("Instrumen"), f"{instrument.code} {instrument.version}"),
        (_("Dasar"), assessment.version.decree or _("Belum diketahui; naskah kerja")),
    ]
    return [Fact(label, str(value)) for label, value in pairs]


def _chain(assessment: Assessment) -> list[Link]:
    """The corrections before and after, oldest first; empty for an assessment that nobody corrected. One query."""
    rows = Assessment.objects.filter(guidance_id=assessment.guidance_id, instrument=assessment.instrument)
    known = {row.pk: row for row in rows.select_related("assessor").defer("answers", "notes", "sources", "result")}
    later = {row.replaces_id: row for row in known.values()}
    first = known[assessment.pk]
    while first.replaces_id in known:
        first = known[first.replaces_id]
    found = [first]
    while found[-1].pk in later:
        found.append(later[found[-1].pk])
    if len(found) < 2:
        return []
    zone = assessment.guidance.office.zone
    return [
        Link(row, number, moment_words(row.recorded_at, zone), row.pk == assessment.pk, number == len(found))
        for number, row in enumerate(found, start=1)
    ]
