"""Warnings before an agreement ends: 90, 60, 30 days ahead, to the people named, once each."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bapas_portal.accounts.actions.notice import give_notice
from bapas_portal.accounts.models import RoleGrant
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from partners.models import Agreement, AgreementWarning
from partners.rules.agreement import warning_due


def warn_of_ends(*, today: date | None = None) -> int:
    """Warn of every agreement whose end is near and that no signed renewal follows. Returns how many were told of.

    The day is that of the office that keeps it. A person who left is not told; run twice it tells nothing twice.
    """
    farthest = (today or today_in()) + timedelta(days=max(settings.AGREEMENT_WARNING_DAYS) + 1)
    rows = Agreement.objects.filter(Q(stopped_on=None) | Q(stopped_on__gt=F("ends_on")), signed_on__isnull=False)
    rows = rows.filter(ends_on__lte=farthest, ends_on__gte=(today or today_in()) - timedelta(days=1))
    rows = rows.filter(Q(renewal=None) | Q(renewal__signed_on=None)).select_related("office").order_by("pk")
    return sum(_warn(row, today or today_in(row.office.zone)) for row in rows)


@transaction.atomic
def _warn(agreement: Agreement, day: date) -> bool:
    locked = Agreement.objects.select_for_update(of=("self",), no_key=True).get(pk=agreement.pk)
    if locked.ends_on is None or locked.stopped_on is not None:
        return False
    told = locked.warnings.filter(ends_on=locked.ends_on).values_list("days", flat=True)
    due = warning_due(locked.ends_on, day, settings.AGREEMENT_WARNING_DAYS, told)
    if due is None:
        return False
    people = set(locked.watchers.filter(removed_at=None, user__is_active=True).values_list("user_id", flat=True))
    here = RoleGrant.objects.on(day).filter(user__in=people).values_list("user_id", flat=True)
    text = _("%(name)s berakhir %(day)s. Perpanjang atau tempatkan klien di tempat lain.") % {
        "name": str(locked)[:120],
        "day": date_format(locked.ends_on, "j F Y"),
    }
    number = give_notice(
        user_ids=set(here),
        key=f"agreement:{locked.pk}:{locked.ends_on:%Y-%m-%d}:{due}",
        text=text,
        url=reverse("partners:agreement_detail", args=[locked.pk]),
    )
    warning = AgreementWarning.objects.create(agreement=locked, days=due, ends_on=locked.ends_on, told=number)
    record(verb="agreement.warned", subject=warning, by=None, office_id=locked.office_id, days=due, number=number)
    return True
