"""Sessions with feedback, and the report at the end of the service with what became of each need."""

from collections.abc import Mapping
from datetime import date, time
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.once import again
from bapas_portal.core.scope import Scope
from clients.actions.rows import constraint_of, refuse
from partners.actions.referral_move import lock_referral, office_day, tell_officer, tell_partner
from partners.choices_referral import Outcome, Presence, ReferralStage, ReportDecision, Source
from partners.models import Referral, ReferralOutcome, ReferralReport, ReferralSession
from partners.permissions import may_serve_referral


class SessionValues(TypedDict, total=False):
    """What a session was. `needs_officer`: the partner asks the PK to look at it."""

    held_on: date
    starts_at: time | None
    ends_at: time | None
    presence: str
    feedback: str
    needs_officer: bool


@transaction.atomic
def add_referral_session(
    *,
    referral_id: int,
    form_key: UUID,
    replaces_id: int | None = None,
    reason: str = "",
    from_paper: bool = False,
    by: User,
    scope: Scope,
    **values: Unpack[SessionValues],
) -> ReferralSession:
    """Note a session; one that `replaces_id` names is put right by this one, with its `reason`.

    from_paper: copied from a list that the partner wrote on, by who holds partners.type_paper for the client's office.

    Raises Referral.DoesNotExist, NotAllowed, WrongState (never started), Invalid or SentBefore.
    """
    referral = lock_referral(referral_id, scope, answering=True, from_paper=from_paper)
    known = ReferralSession.objects.filter(form_key=form_key, referral=referral).first()
    if known is not None:
        return again(known, held_on=values["held_on"], presence=values["presence"])
    if referral.started_on is None:
        raise WrongState(_("Layanan ini belum dimulai."))
    refuse(_session_faults(referral, values, replaces_id, reason))
    row = ReferralSession(
        referral=referral, replaces_id=replaces_id, reason=reason.strip(), form_key=form_key, by=by, **values
    )
    row.feedback, row.source = row.feedback.strip(), _source(referral, scope, from_paper)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "replaces" not in constraint_of(error):
            raise
        raise WrongState(_("Pertemuan itu sudah diperbaiki orang lain.")) from error
    record(verb="referral.session_added", subject=referral, by=by, office_id=referral.guidance.office_id)
    if row.needs_officer:
        tell_officer(referral, f"session:{row.pk}", _("Mitra meminta perhatian PK atas satu pertemuan layanan."))
    return row


@transaction.atomic
def hand_in_report(
    *,
    referral_id: int,
    summary: str,
    advice: str = "",
    outcomes: Mapping[int, tuple[str, str]],
    form_key: UUID,
    from_paper: bool = False,
    by: User,
    scope: Scope,
) -> ReferralReport:
    """The report after the service; outcomes: {ReferralNeed id: (Outcome code, note)}, one for every need.

    Raises Referral.DoesNotExist, NotAllowed, WrongState (service not over, a report stands), Invalid or SentBefore.
    """
    referral = lock_referral(referral_id, scope, answering=True)
    known = ReferralReport.objects.filter(form_key=form_key, referral=referral).first()
    if known is not None:
        return again(known, summary=summary.strip())
    if referral.stage not in (ReferralStage.COMPLETED, ReferralStage.ENDED_EARLY):
        raise WrongState(_("Laporan akhir dibuat setelah layanan selesai atau berakhir."))
    if referral.reports.exclude(decision=ReportDecision.RETURNED).exists():
        raise WrongState(_("Laporan akhir layanan ini sudah ada."))
    needs = set(referral.needs.filter(removed_at=None).values_list("pk", flat=True))
    refuse(_report_faults(summary, needs, outcomes))
    report = ReferralReport.objects.create(
        referral=referral,
        number=referral.reports.count() + 1,
        summary=summary.strip(),
        advice=advice.strip(),
        source=_source(referral, scope, from_paper),
        form_key=form_key,
        by=by,
    )
    ReferralOutcome.objects.bulk_create(
        ReferralOutcome(report=report, need_id=need, outcome=outcomes[need][0], note=outcomes[need][1].strip())
        for need in sorted(needs)
    )
    record(verb="referral.reported", subject=referral, by=by, office_id=referral.guidance.office_id)
    tell_officer(referral, f"report:{report.number}", _("Laporan akhir mitra menunggu tinjauan Anda."))
    return report


@transaction.atomic
def review_report(*, report_id: int, is_accepted: bool, comment: str = "", by: User, scope: Scope) -> ReferralReport:
    """The PK accepts the report, or returns it with what is missing.

    Raises ReferralReport.DoesNotExist, NotAllowed, WrongState (decided) or Invalid.
    """
    found = ReferralReport.objects.filter(pk=report_id).values_list("referral_id", flat=True).first()
    try:
        referral = lock_referral(found or 0, scope, answering=False)
    except Referral.DoesNotExist as error:
        raise ReferralReport.DoesNotExist from error
    report = ReferralReport.objects.select_for_update().get(pk=report_id)
    if report.decision != ReportDecision.WAITING:
        raise WrongState(_("Laporan ini sudah ditinjau."))
    if not is_accepted and not comment.strip():
        raise Invalid(_("Tulis apa yang kurang."), {"comment": _("Tulis apa yang kurang.")})
    report.decision = ReportDecision.ACCEPTED if is_accepted else ReportDecision.RETURNED
    report.comment, report.decided_by, report.decided_at = comment.strip(), by, timezone.now()
    report.save(update_fields=["decision", "comment", "decided_by", "decided_at"])
    record(
        verb="referral.reviewed",
        subject=referral,
        by=by,
        office_id=referral.guidance.office_id,
        decision=report.decision,
    )
    if not is_accepted:
        tell_partner(referral, f"returned:{report.number}", _("PK mengembalikan laporan akhir: lengkapi."))
    return report


def _session_faults(referral: Referral, values: SessionValues, replaces_id: int | None, reason: str) -> dict[str, str]:
    faults, held = {}, values["held_on"]
    if held > office_day(referral):
        faults["held_on"] = _("Tanggal ini belum tiba.")
    elif referral.started_on is not None and held < referral.started_on:
        faults["held_on"] = _("Layanan baru dimulai %(day)s.") % {"day": f"{referral.started_on:%d-%m-%Y}"}
    elif referral.ended_on is not None and held > referral.ended_on:
        faults["held_on"] = _("Layanan sudah berakhir %(day)s.") % {"day": f"{referral.ended_on:%d-%m-%Y}"}
    if values["presence"] not in Presence.values:
        faults["presence"] = _("Pilih hadir, izin, atau tidak hadir.")
    starts, ends = values.get("starts_at"), values.get("ends_at")
    if (starts is None) != (ends is None) or (starts is not None and ends is not None and ends <= starts):
        faults["ends_at"] = _("Isi jam mulai dan jam selesai, selesai setelah mulai.")
    if replaces_id is not None:
        if not reason.strip():
            faults["reason"] = _("Tulis mengapa pertemuan ini diperbaiki.")
        if not referral.sessions.filter(pk=replaces_id).exists():
            faults["reason"] = _("Pertemuan yang diperbaiki tidak ditemukan.")
    return faults


def _report_faults(summary: str, needs: set[int], outcomes: Mapping[int, tuple[str, str]]) -> dict[str, str]:
    faults = {} if summary.strip() else {"summary": _("Tulis ringkasan hasil layanan.")}
    for need in needs:
        if outcomes.get(need, ("", ""))[0] not in Outcome.values:
            faults[f"outcome-{need}"] = _("Pilih hasil untuk kebutuhan ini.")
    return faults


def _source(referral: Referral, scope: Scope, from_paper: bool) -> Source:
    if from_paper:
        return Source.PAPER
    return Source.PORTAL if may_serve_referral(referral, scope) else Source.OFFICER
