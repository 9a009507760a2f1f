"""The monthly cycle of the demonstration: six months in many states, some late, one restated.

After the rollup: what a head signs are counted figures. Reports are dated as if handed in then; publishing is done by
the action itself, so that releases are counted, checked and sealed as any other.
"""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.models import Office, RoleGrant, User
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.core.dates import add_months, month_end, month_start, today_in
from programs.actions.activity import decide_activity
from programs.choices import ActivityState
from programs.models import CareActivity
from reports.actions.period import publish_period, restate_period
from reports.actions.refresh import refresh_all
from reports.choices import SubmissionState
from reports.models import Period, PublishedMonth, Submission, SubmissionDecision, SubmissionVersion
from reports.queries.period import asked_offices
from reports.queries.submission import cells_of_office, office_month
from reports.rules_period import due_days, seal, version_content

MONTHS, STILL_OPEN = 6, 2
LATE, MISSING, RETURNED = 0.12, 0.05, 0.08
TEXTS = {
    "results": "Bimbingan berjalan menurut jadwal dan kegiatan Klien Bapas Peduli terlaksana.",
    "obstacles": "Sebagian klien tinggal jauh dari kantor.",
    "follow_up": "Kunjungan digabung menurut wilayah; sebagian bimbingan lewat telepon.",
    "plan": "Menyelesaikan asesmen yang tertunda dan menambah mitra pelatihan.",
}
ANSWER = "Sudah dicocokkan dengan register; perubahannya sesuai keadaan."
ACCEPTED_WORDS, RETURNED_WORDS = "Sudah lengkap.", "Jelaskan perubahan jumlah klien lebih rinci."
WHY_INCOMPLETE = "Kantor yang belum diterima menyusul lewat perbaikan."
WHY_RESTATED = "Satu kegiatan bulan itu baru diterima setelah angka terbit."


def add_reported_months(*, seed: int) -> int:
    """Write the last six whole months that are counted. Returns how many reports. Outside a transaction."""
    people = {user.username: user for user in User.objects.filter(username__in=("ditjen", "kanwil"))}
    random, this_month = Random(seed), month_start(today_in())
    made = 0
    for back in range(MONTHS, 0, -1):
        month = add_months(this_month, -back)
        if not PublishedMonth.objects.filter(month=month).exists():
            continue
        period = _open(month)
        made += sum(_report(period, office, random, people["kanwil"], back) for office in asked_offices(month))
        if back > STILL_OPEN:
            publish_period(
                period_id=period.pk, reason=WHY_INCOMPLETE, form_key=uuid4(), **_publishing(people["ditjen"])
            )
            if back == MONTHS - 1:
                _restate(period, people)
    return made


def _publishing(user: User) -> dict[str, Any]:
    return {"by": user, "scope": scope_of(user).narrowed("reports.publish_period")}


def _open(month: date) -> Period:
    bapas, kanwil = due_days(month, bapas_day=settings.PERIOD_BAPAS_DUE_DAY, kanwil_day=settings.PERIOD_KANWIL_DUE_DAY)
    opened = datetime.combine(add_months(month, 1), time(), UTC)
    values = {"bapas_due_on": bapas, "kanwil_due_on": kanwil, "opened_at": opened}
    return Period.objects.get_or_create(month=month, defaults=values)[0]


def _report(period: Period, office: Office, random: Random, kanwil: User, back: int) -> bool:
    """One office's report: none, a draft, handed in, returned or accepted; the newest months are further behind."""
    grant = RoleGrant.objects.filter(role=RoleCode.HEAD, office=office).select_related("user").first()
    by = grant.user if grant else kanwil
    missing = MISSING if back > STILL_OPEN else MISSING * 8 / back
    if random.random() < missing:
        return False
    days = random.randint(1, 9) if random.random() < LATE else -random.randint(0, 3)
    at = datetime.combine(period.bapas_due_on + timedelta(days), time(2, random.randint(0, 59)), UTC)
    draft = Submission(period=period, office=office, changed_by=by, lock_version=1, **TEXTS)
    draft.answers = {one.code: ANSWER for one in office_month(office, period.month).warned}
    if at > timezone.now() - timedelta(days=3):
        draft.save()
        return True
    draft.state, draft.submitted_by = SubmissionState.SUBMITTED, by
    draft.first_submitted_at = draft.submitted_at = at
    draft.save()
    version = _signed(draft, at, by)
    if back > 1 or random.random() < 0.5:
        _decide(draft, version, kanwil, is_accepted=random.random() >= RETURNED)
    return True


def _signed(submission: Submission, at: datetime, by: User) -> SubmissionVersion:
    office, period = submission.office, submission.period
    found = office_month(office, period.month)
    run_id = PublishedMonth.objects.get(month=period.month).counted_id
    content = version_content(
        month=period.month,
        office=office.code,
        figures=cells_of_office(office, month=period.month, run_id=run_id),
        warned=found.warned,
        answers=submission.answers,
        texts=TEXTS,
    )
    digest = seal(content, 1, by.pk, at.isoformat(timespec="microseconds"))
    return SubmissionVersion.objects.create(
        submission=submission, number=1, run_id=run_id, content=content, digest=digest, by=by, at=at
    )


def _decide(submission: Submission, version: SubmissionVersion, kanwil: User, *, is_accepted: bool) -> None:
    words, at = ACCEPTED_WORDS if is_accepted else RETURNED_WORDS, version.at + timedelta(days=1)
    SubmissionDecision.objects.create(version=version, is_accepted=is_accepted, text=words, by=kanwil, at=at)
    submission.state = SubmissionState.ACCEPTED if is_accepted else SubmissionState.RETURNED
    submission.kanwil_text, submission.decided_at, submission.decided_by = words, at, kanwil
    submission.save()


def _restate(period: Period, people: dict[str, User]) -> None:
    """An activity of the month is accepted after all, and the month restated."""
    scope = scope_of(people["kanwil"]).narrowed("programs.accept_activity")
    waiting = CareActivity.objects.visible_to(scope).filter(
        state=ActivityState.SUBMITTED, held_on__range=(period.month, month_end(period.month))
    )
    activity = waiting.order_by("pk").first()
    if activity is None:
        return
    decide_activity(activity_id=activity.pk, accept=True, by=people["kanwil"], scope=scope)
    refresh_all()
    restate_period(period_id=period.pk, reason=WHY_RESTATED, form_key=uuid4(), **_publishing(people["ditjen"]))
