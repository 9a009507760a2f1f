"""Recording an assessment: one transaction from the answers to the needs map."""

import uuid
from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.closing import closed_faults
from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.scope import Scope
from clients.actions.finishing import finish, finishable
from clients.actions.needs import replace_found_needs
from clients.actions.tier import refresh_tier
from clients.choices import ConsentGiver, EvidenceSource, TierCause
from clients.models import Assessment, AssessmentDraft, AssessmentFactor, Guidance, InstrumentVersion
from clients.permissions.assessment import check_running
from clients.queries.assessment import instruments_for, latest_assessment, result_of
from clients.queries.instruments import definition_of, published
from clients.queries.seal import signed_of
from clients.rules.assessing import date_faults, guardian_must_consent
from clients.rules.instrument import Instrument
from clients.rules.needs import needs_from_result
from clients.rules.results import Result, result_as_json
from clients.rules.scoring import problems, score
from clients.rules.seal import seal_of

NOTE_LENGTH = 1000
SOURCES = frozenset(EvidenceSource.values)
DATE_WORDS: dict[str, str | Promise] = {
    "future": _("Tanggal ini belum tiba."),
    "before_offence": _("Tanggal ini lebih awal daripada tindak pidananya."),
    "after_assessment": _("Persetujuan diminta sebelum asesmen, paling lambat pada hari yang sama."),
}


def context_of(guidance: Guidance) -> dict[str, str | bool]:
    """What the branches of RRI need, from the register and never from a form: sex and drug offence (domain.md 4.4)."""
    return {"sex": guidance.client.sex, "drug_offence": guidance.case.offence_group.is_drug}


def version_for(guidance: Guidance, instrument: str, replaces: Assessment | None) -> InstrumentVersion:
    """The version in force; a correction keeps the version of what it corrects. Raises Invalid or WrongState."""
    if instrument not in instruments_for(guidance):
        raise Invalid(
            _("Instrumen ini bukan untuk klien ini: RRI dan Kriminogenik untuk dewasa, yang lain untuk anak.")
        )
    return replaces.version if replaces is not None else published(instrument)


def correctable(guidance: Guidance, instrument: str, assessment_id: int) -> Assessment:
    """The assessment to be corrected. Raises Assessment.DoesNotExist, or WrongState once it was replaced."""
    rows = Assessment.objects.filter(guidance=guidance, instrument=instrument).select_related("version")
    found = rows.get(pk=assessment_id)
    if Assessment.objects.filter(replaces=found).exists():
        raise WrongState(_("Asesmen ini sudah diperbaiki. Perbaikilah hasil perbaikannya."))
    return found


@transaction.atomic
def record_assessment(
    *,
    guidance_id: int,
    instrument: str,
    assessed_on: date,
    consent_on: date,
    consent_by: str,
    guardian_name: str = "",
    answers: Mapping[str, int | bool],
    notes: Mapping[str, str] | None = None,
    sources: Mapping[str, str] | None = None,
    place: str = "",
    purpose: str = "",
    replaces_id: int | None = None,
    form_key: uuid.UUID | None = None,
    seen: int | None = None,
    by: User,
    scope: Scope,
) -> Assessment:
    """Score a finished assessment, keep it, and bring the needs map and the tier up to date.

    answers: item code -> score of the chosen option, or True for a tick. notes: item code -> evidence.
    sources: item code -> EvidenceSource, where the answer comes from (domain.md 4.1).
    consent_by: a ConsentGiver code, with `guardian_name` for WALI. replaces_id: the assessment it corrects.
    form_key: a second call with the same key returns the first row; the open draft with this key is finished.
    seen: the last event of that draft whose value the signer had before them; a newer one is WrongState
    ("draft_moved"), as is a conflict that nobody settled. `scope` is narrowed to clients.assess.
    Raises Guidance.DoesNotExist or Assessment.DoesNotExist (outside the scope), Invalid (`fields` by field
    name or item code) or WrongState. Source: Kepdirjenpas PAS-31.OT.02.02/2021 v02; Permenkumham 12/2013.
    """
    guidance = locked_guidance(guidance_id, scope)
    known = _known(form_key, guidance)
    if known is not None:
        return known
    check_running(guidance)
    form = finishable(form_key, seen)
    replaces = correctable(guidance, instrument, replaces_id) if replaces_id else None
    version = version_for(guidance, instrument, replaces)
    definition = definition_of(version)
    draft = Assessment(
        guidance=guidance, version=version, instrument=instrument, assessor=by, replaces=replaces, form_key=form_key
    )
    draft.assessed_on, draft.consent_on, draft.consent_by = assessed_on, consent_on, _consent(consent_by, guardian_name)
    draft.place, draft.purpose, draft.context = place.strip(), purpose.strip(), context_of(guidance)
    draft.notes, draft.sources = _clean_notes(definition, notes or {}), _clean_sources(definition, sources or {})
    faults = _circumstance_faults(draft, consent_by, guardian_name)
    faults |= _long_notes(draft.notes)
    faults |= {problem.item: problem.message for problem in problems(definition, answers, draft.context)}
    if faults:
        raise Invalid(_("Asesmen belum dapat disimpan."), faults)
    return _keep(draft, definition, answers, form)


def _known(form_key: uuid.UUID | None, guidance: Guidance) -> Assessment | None:
    """What this form already saved. Raises WrongState for a key used on another guidance."""
    known = Assessment.objects.filter(form_key=form_key).first() if form_key else None
    if known is not None and known.guidance_id != guidance.pk:
        raise WrongState(_("Formulir ini sudah dipakai untuk klien lain. Buka formulir baru."))
    return known


def _keep(
    draft: Assessment, definition: Instrument, answers: Mapping[str, int | bool], form: AssessmentDraft | None
) -> Assessment:
    """Score the answers and write everything that follows from them; `form` is the open draft they come from."""
    guidance, result = draft.guidance, score(definition, answers, draft.context)
    draft.answers = {code: value for code, value in answers.items() if value is not None and value is not False}
    draft.result, draft.total, draft.category = result_as_json(result), result.total, result.category
    draft.is_kriminogenik_due = bool(result.kriminogenik_due)
    # The database fills these three as well; set here, the row in hand tells the same.
    draft.office, draft.is_child, draft.sex = guidance.office, guidance.is_child, guidance.sex
    draft.seal = seal_of(signed_of(draft))
    draft.save(force_insert=True)
    _add_factors(draft, guidance, result)
    _refresh_needs(draft, guidance, definition)
    refresh_tier(guidance.pk, TierCause.ASSESSED)
    _leave_trail(draft, guidance)
    if form is not None:
        finish(form, draft)
    return draft


def locked_guidance(guidance_id: int, scope: Scope) -> Guidance:
    """The guidance in scope, held until the transaction ends. Raises Guidance.DoesNotExist."""
    rows = Guidance.objects.visible_to(scope).select_related("client", "case__offence_group", "office")
    return rows.select_for_update(of=("self",)).get(pk=guidance_id)


def _consent(consent_by: str, guardian_name: str) -> str:
    name = guardian_name.strip()
    return f"wali: {name}" if consent_by == ConsentGiver.GUARDIAN else "klien"


def _clean_notes(definition: Instrument, notes: Mapping[str, str]) -> dict[str, str]:
    strange = [code for code in notes if code not in definition.by_code]
    if strange:
        raise Invalid(_("Catatan untuk butir yang tidak ada."), dict.fromkeys(strange, _("Butir ini tidak ada.")))
    # PostgreSQL keeps no NUL in text; a browser counts a line's end as one letter and sends two.
    cleaned = {code: note.replace("\x00", "").replace("\r\n", "\n").strip() for code, note in notes.items()}
    return {code: note for code, note in cleaned.items() if note}


def _clean_sources(definition: Instrument, sources: Mapping[str, str]) -> dict[str, str]:
    given = {code: source for code, source in sources.items() if source}
    wrong = [code for code, source in given.items() if code not in definition.by_code or source not in SOURCES]
    if wrong:
        raise Invalid(_("Sumber keterangan tidak dikenal."), dict.fromkeys(wrong, _("Pilih sumber dari daftar.")))
    return given


def _long_notes(notes: Mapping[str, str]) -> dict[str, str]:
    """A note that is too long is refused, never cut: it is evidence."""
    text = _("Catatan paling banyak %(most)s huruf; sekarang %(count)s.")
    return {
        code: text % {"most": NOTE_LENGTH, "count": len(note)}
        for code, note in notes.items()
        if len(note) > NOTE_LENGTH
    }


def _circumstance_faults(draft: Assessment, consent_by: str, guardian_name: str) -> dict[str, str | Promise]:
    guidance = draft.guidance
    found = date_faults(
        assessed_on=draft.assessed_on,
        consent_on=draft.consent_on,
        offence_on=guidance.case.offence_on,
        today=today_in(guidance.office.zone),
    )
    faults = closed_faults(office_id=guidance.office_id, assessed_on=draft.assessed_on)
    faults |= {field: DATE_WORDS[fault] for field, fault in found.items()}
    if consent_by not in ConsentGiver.values:
        faults["consent_by"] = _("Pilih siapa yang menyetujui.")
    elif consent_by == ConsentGiver.GUARDIAN and not guardian_name.strip():
        faults["guardian_name"] = _("Tulis nama orang tua atau wali yang menyetujui.")
    elif consent_by == ConsentGiver.CLIENT and guardian_must_consent(guidance.client.birth_on, draft.consent_on):
        faults["consent_by"] = _(
            "Klien belum 18 tahun: persetujuan diberikan orang tua atau wali (UU 27/2022 pasal 25)."
        )
    return faults


def _add_factors(assessment: Assessment, guidance: Guidance, result: Result) -> None:
    """One row per factor that has bands: what reports count."""
    AssessmentFactor.objects.bulk_create(
        AssessmentFactor(
            assessment=assessment,
            factor=code,
            score=standing.score,
            maximum=standing.maximum,
            category=standing.category,
            assessed_on=assessment.assessed_on,
            office_id=guidance.office_id,
            is_child=guidance.is_child,
            sex=guidance.sex,
        )
        for code, standing in result.factors.items()
        if standing.category is not None
    )


def _refresh_needs(assessment: Assessment, guidance: Guidance, definition: Instrument) -> None:
    """The newest standing assessment speaks for today: mostly this one, but not one entered late."""
    if not definition.factors:
        return
    newest = latest_assessment(guidance, assessment.instrument) or assessment
    if newest != assessment:
        definition = definition_of(newest.version)
    replace_found_needs(newest, needs_from_result(definition, result_of(newest)), by=assessment.assessor)


def _leave_trail(assessment: Assessment, guidance: Guidance) -> None:
    record(
        verb="assessment.corrected" if assessment.replaces_id else "assessment.recorded",
        subject=assessment,
        by=assessment.assessor,
        office_id=guidance.office_id,
        guidance=guidance.pk,
        instrument=assessment.instrument,
        version=assessment.version_id,
        category=assessment.category,
        seal=assessment.seal,
        replaces=assessment.replaces_id,
    )
