"""Reminding offices of a month without an activity handed in: once a month each, however often the job runs."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bapas_portal.accounts.actions.notice import give_notice
from bapas_portal.accounts.choices import OfficeKind, RoleCode
from bapas_portal.accounts.models import Office, RoleGrant
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import month_end, month_start, today_in
from programs.choices import ActivityState
from programs.models import CareActivity, CareReminder

REMINDED = (RoleCode.HEAD, RoleCode.PK)


def remind_offices(*, today: date | None = None) -> int:
    """Remind the head and the PK of every working Bapas from the reminder day on. Returns how many offices.

    The day is the office's own. An activity of a Pos counts for its Bapas, as in the month's rule (domain.md 6.1).
    """
    return sum(_remind(office, today or today_in(office.zone)) for office in _candidates())


def _candidates() -> list[Office]:
    return list(Office.objects.filter(kind=OfficeKind.BAPAS).order_by("path"))


@transaction.atomic
def _remind(office: Office, day: date) -> bool:
    month = month_start(day)
    if day.day < settings.CARE_REMINDER_DAY or not _lacks(office, month):
        return False
    locked = Office.objects.select_for_update().get(pk=office.pk)
    if CareReminder.objects.filter(office=locked, month=month).exists():
        return False
    people = RoleGrant.objects.on(day).filter(
        role__in=REMINDED, office__path__startswith=office.path, user__is_active=True
    )
    text = _("%(office)s belum mengajukan kegiatan Klien Bapas Peduli bulan %(month)s.") % {
        "office": office.name,
        "month": date_format(month, "F Y"),
    }
    told = give_notice(
        user_ids=set(people.values_list("user_id", flat=True)),
        key=f"care:{office.pk}:{month:%Y-%m}",
        text=text,
        url=reverse("programs:activity_list"),
    )
    reminder = CareReminder.objects.create(office=locked, month=month, told=told)
    record(verb="reminder.sent", subject=reminder, by=None, months=f"{month:%Y-%m}", number=told)
    return True


def _lacks(office: Office, month: date) -> bool:
    """A Bapas at work in the month, with nothing handed in or accepted."""
    done = CareActivity.objects.filter(
        office__path__startswith=OuterRef("path"),
        held_on__range=(month, month_end(month)),
        state__in=(ActivityState.SUBMITTED, ActivityState.ACCEPTED),
    )
    working = Q(closed_on=None) | Q(closed_on__gte=month)
    working &= Q(opened_on=None) | Q(opened_on__lte=month_end(month))
    return Office.objects.filter(working, ~Exists(done), pk=office.pk).exists()
