"""Reminding of the monthly report: the head before and after the due day, the Kanwil of what waits for it."""

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bapas_portal.accounts.actions.notice import give_notice
from bapas_portal.accounts.choices import OfficeKind, RoleCode
from bapas_portal.accounts.models import Office, RoleGrant
from bapas_portal.core.dates import today_in
from reports.choices import PeriodState, SubmissionState
from reports.models import Period, Submission
from reports.queries.period import HANDED_IN, asked_offices


def remind_months(*, today: date | None = None) -> int:
    """Tell heads and Kanwil what is still open, at most once a day for a month and reason. Returns how many were told.

    From PERIOD_REMIND_DAYS before the due day on. The day is the office's own.
    """
    periods = Period.objects.filter(state=PeriodState.OPEN).order_by("month")
    return sum(_remind_bapas(period, today) + _remind_kanwil(period, today) for period in periods)


def _remind_bapas(period: Period, today: date | None) -> int:
    done = Submission.objects.filter(period=period, state__in=HANDED_IN).values("office_id")
    told = 0
    for office in asked_offices(period.month).exclude(pk__in=done).order_by("path"):
        day = today or today_in(office.zone)
        if (period.bapas_due_on - day).days > settings.PERIOD_REMIND_DAYS:
            continue
        said = {"month": date_format(period.month, "F Y"), "due": date_format(period.bapas_due_on, "j F Y")}
        if day > period.bapas_due_on:
            text = _("Laporan bulanan %(month)s belum diajukan dan sudah lewat batas %(due)s.") % said
        else:
            text = _("Laporan bulanan %(month)s belum diajukan. Batasnya %(due)s.") % said
        url = reverse("reports:submission_detail", args=[period.pk, office.pk])
        told += _tell(office, RoleCode.HEAD, day, f"month:{period.pk}:{office.pk}:submit:{day}", text, url)
    return told


def _remind_kanwil(period: Period, today: date | None) -> int:
    waiting = Submission.objects.filter(period=period, state=SubmissionState.SUBMITTED)
    told = 0
    for kanwil in Office.objects.filter(kind=OfficeKind.KANWIL).order_by("path"):
        day = today or today_in(kanwil.zone)
        if (period.kanwil_due_on - day).days > settings.PERIOD_REMIND_DAYS:
            continue
        count = waiting.filter(office__path__startswith=kanwil.path).count()
        if not count:
            continue
        text = _("%(count)s laporan bulanan %(month)s menunggu keputusan Kanwil. Batasnya %(due)s.") % {
            "count": count,
            "month": date_format(period.month, "F Y"),
            "due": date_format(period.kanwil_due_on, "j F Y"),
        }
        url = reverse("reports:period_detail", args=[period.pk])
        told += _tell(kanwil, RoleCode.KANWIL, day, f"month:{period.pk}:{kanwil.pk}:decide:{day}", text, url)
    return told


def _tell(office: Office, role: RoleCode, day: date, key: str, text: str, url: str) -> int:
    people = RoleGrant.objects.on(day).filter(role=role, office=office, user__is_active=True)
    return give_notice(user_ids=set(people.values_list("user_id", flat=True)), key=key, text=text, url=url)
