"""A Bapas' month: written, signed and handed in by the head, taken back, accepted or returned by the Kanwil."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office, User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import month_end, today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from bapas_portal.core.once import StaleEdit
from bapas_portal.core.scope import Scope
from reports.choices import SubmissionState
from reports.models import Period, Submission, SubmissionDecision, SubmissionVersion
from reports.queries.submission import cells_of_office, office_month
from reports.rules_period import EDITABLE, EVALUATION, may_move, seal, version_content

REQUIRED = gettext_lazy("Bagian ini wajib diisi.")


@transaction.atomic
def save_submission(
    *,
    period_id: int,
    office_id: int,
    lock_version: int,
    texts: Mapping[str, str],
    answers: Mapping[str, str],
    by: User,
    scope: Scope,
) -> Submission:
    """Write the evaluation and the answers to warnings; both may be unfinished. `scope` as for write_submission.

    Raises Office.DoesNotExist, Period.DoesNotExist, NotAllowed, WrongState, or StaleEdit (saved since
    `lock_version` was read; 0: not saved yet).
    """
    period, office = _locked_period(period_id), Office.objects.visible_to(scope).get(pk=office_id)
    _check_may(scope, "reports.write_submission", office)
    submission = Submission.objects.select_for_update().filter(period=period, office=office).first()
    if submission is None:
        submission = Submission(period=period, office=office)
    if submission.lock_version != lock_version:
        raise StaleEdit(_("Laporan ini disimpan orang lain setelah Anda membukanya."))
    _check_editable(submission)
    for name in EVALUATION:
        setattr(submission, name, texts.get(name, "").strip())
    submission.answers = {code: words.strip() for code, words in answers.items() if words.strip()}
    submission.lock_version += 1
    submission.changed_by = by
    submission.save()
    record(verb="submission.saved", subject=submission, by=by, months=f"{period.month:%Y-%m}")
    return submission


@transaction.atomic
def submit_month(*, period_id: int, office_id: int, lock_version: int, by: User, scope: Scope) -> Submission:
    """The head signs: figures, answers and evaluation are frozen as the next version and go to the Kanwil.

    Raises Submission.DoesNotExist, NotAllowed, WrongState, StaleEdit, or Invalid with each part that is missing:
    a text by its name, a warning as "answer_<code>".
    """
    period = _locked_period(period_id)
    submission = _locked(scope, period=period_id, office=office_id)
    _check_may(scope, "reports.submit_month", submission.office)
    _check_editable(submission)
    if submission.lock_version != lock_version:
        raise StaleEdit(_("Laporan berubah setelah Anda membacanya. Baca sekali lagi sebelum mengajukan."))
    if month_end(period.month) >= today_in(submission.office.zone):
        raise WrongState(_("Bulan ini belum berakhir."))
    found = office_month(submission.office, period.month)
    if found.run_id is None:
        raise WrongState(_("Angka bulan ini belum direkap. Coba lagi besok."))
    faults = {name: REQUIRED for name in EVALUATION if not getattr(submission, name)}
    faults |= {f"answer_{one.code}": REQUIRED for one in found.warned if not submission.answers.get(one.code)}
    if faults:
        raise Invalid(_("Lengkapi laporan sebelum mengajukan."), faults)
    version = _sign(submission, found, by)
    submission.state, submission.submitted_at, submission.submitted_by = SubmissionState.SUBMITTED, version.at, by
    submission.first_submitted_at = submission.first_submitted_at or version.at
    submission.lock_version += 1
    submission.save()
    record(verb="submission.submitted", subject=submission, by=by, version=version.number, digest=version.digest)
    return submission


def _sign(submission: Submission, found: Any, by: User) -> SubmissionVersion:
    office, month = submission.office, submission.period.month
    content = version_content(
        month=month,
        office=office.code,
        figures=cells_of_office(office, month=month, run_id=found.run_id),
        warned=found.warned,
        answers=submission.answers,
        texts={name: getattr(submission, name) for name in EVALUATION},
    )
    number, at = submission.versions.count() + 1, timezone.now()
    digest = seal(content, number, by.pk, at.isoformat(timespec="microseconds"))
    return SubmissionVersion.objects.create(
        submission=submission, number=number, run_id=found.run_id, content=content, digest=digest, by=by, at=at
    )


@transaction.atomic
def take_back(*, period_id: int, office_id: int, by: User, scope: Scope) -> Submission:
    """The head takes a report back that the Kanwil has not decided; what was signed stays to be read.

    Raises Submission.DoesNotExist, NotAllowed or WrongState.
    """
    _locked_period(period_id)
    submission = _locked(scope, period=period_id, office=office_id)
    _check_may(scope, "reports.submit_month", submission.office)
    if not may_move(submission.state, SubmissionState.DRAFT):
        raise WrongState(state_message(submission))
    submission.state = SubmissionState.DRAFT
    submission.lock_version += 1
    submission.save(update_fields=["state", "lock_version"])
    record(verb="submission.taken_back", subject=submission, by=by)
    return submission


@transaction.atomic
def decide_submission(
    *, period_id: int, office_id: int, version: int, accept: bool, text: str, by: User, scope: Scope
) -> Submission:
    """The Kanwil accepts, with its own words, or returns with what is to be mended; `version` is the one it read.

    Raises Submission.DoesNotExist, NotAllowed, WrongState, StaleEdit (another version was handed in), or Invalid.
    """
    _locked_period(period_id)
    submission = _locked(scope, period=period_id, office=office_id)
    _check_may(scope, "reports.accept_submission", submission.office)
    to = SubmissionState.ACCEPTED if accept else SubmissionState.RETURNED
    if not may_move(submission.state, to):
        raise WrongState(state_message(submission))
    if submission.submitted_by_id == by.pk:
        raise NotAllowed(_("Laporan yang Anda ajukan sendiri harus diperiksa orang lain."), code="four_eyes")
    signed = submission.versions.order_by("-number")[0]
    if signed.number != version:
        raise StaleEdit(_("Bapas mengajukan versi baru setelah Anda membuka halaman ini. Baca versi itu dahulu."))
    if not accept and not text.strip():
        message = _("Tulis apa yang harus diperbaiki.")
        raise Invalid(message, {"text": message})
    at = timezone.now()
    SubmissionDecision.objects.create(version=signed, is_accepted=accept, text=text.strip(), by=by, at=at)
    submission.state, submission.decided_at, submission.decided_by = to, at, by
    submission.kanwil_text = text.strip()
    submission.lock_version += 1
    submission.save()
    verb = "submission.accepted" if accept else "submission.returned"
    record(verb=verb, subject=submission, by=by, version=signed.number)
    return submission


def state_message(submission: Submission) -> str:
    return _("Laporan ini sedang %(state)s.") % {"state": submission.get_state_display().lower()}


def _locked_period(period_id: int) -> Period:
    """The period, locked against being published meanwhile. Raises Period.DoesNotExist or WrongState."""
    period = Period.objects.select_for_update().get(pk=period_id)
    if period.is_published:
        raise WrongState(_("Angka bulan ini sudah terbit; laporan tidak dapat diubah lagi."))
    return period


def _locked(scope: Scope, **where: int) -> Submission:
    rows = Submission.objects.visible_to(scope).select_related("office", "period")
    return rows.select_for_update(of=("self",)).get(**where)


def _check_may(scope: Scope, permission: str, office: Office) -> None:
    if office.kind != OfficeKind.BAPAS or not scope.covers(permission, office_id=office.pk):
        raise NotAllowed(_("Anda tidak berwenang atas laporan bulanan kantor ini."))


def _check_editable(submission: Submission) -> None:
    if submission.state not in EDITABLE:
        raise WrongState(state_message(submission))
