"""Safety checks (K3) of work sites: written down, and offices told before one runs out."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bapas_portal.accounts.actions.notice import give_notice
from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.models import RoleGrant, User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import add_months, today_in
from bapas_portal.core.errors import Invalid
from bapas_portal.core.once import again
from bapas_portal.core.scope import Scope
from partners.actions.site import lock_site
from partners.models import SiteCheck
from partners.queries.site import checks_running_out
from partners.rules.site import longest_validity

TOLD = (RoleCode.HEAD, RoleCode.SECTION_ADULT, RoleCode.SECTION_CHILD)


@transaction.atomic
def record_check(
    *,
    site_id: int,
    checked_on: date,
    valid_until: date | None,
    is_safe: bool,
    note: str,
    form_key: UUID,
    by: User,
    scope: Scope,
) -> SiteCheck:
    """Write down a check; without `valid_until` it holds for SITE_CHECK_MONTHS. Known `form_key`: the check it made.

    Raises Site.DoesNotExist (outside the scope) or Invalid with the broken rule at its field.
    """
    site = lock_site(site_id, scope)
    if checked_on > today_in(site.organisation.office.zone):
        text = _("Tanggal ini belum tiba.")
        raise Invalid(text, {"checked_on": text})
    ends = valid_until or add_months(checked_on, settings.SITE_CHECK_MONTHS)
    terms = {"site_id": site.pk, "checked_on": checked_on, "valid_until": ends, "is_safe": is_safe}
    terms["note"] = note.strip()
    known = SiteCheck.objects.filter(form_key=form_key).first()
    if known is not None:
        return again(known, **terms)
    faults: dict[str, str] = {}
    if ends < checked_on:
        faults["valid_until"] = _("Tidak boleh sebelum tanggal pemeriksaan.")
    elif ends > longest_validity(checked_on):
        faults["valid_until"] = _("Paling lama tiga tahun sesudah pemeriksaan.")
    if not is_safe and not terms["note"]:
        faults["note"] = _("Tulis apa yang tidak aman.")
    if faults:
        raise Invalid(_("Belum tersimpan. Periksa isian yang ditandai."), faults)
    check = SiteCheck.objects.create(form_key=form_key, by=by, **terms)
    record(verb="site.checked", subject=check, by=by, office_id=site.organisation.office_id, is_safe=is_safe)
    return check


def remind_checks(*, today: date | None = None) -> int:
    """Tell the heads of each site's office that its check runs out, once a check. Returns how many checks were told."""
    return sum(_remind(check, today) for check in checks_running_out(today or today_in()))


@transaction.atomic
def _remind(check: SiteCheck, today: date | None) -> bool:
    office = check.site.organisation.office
    people = RoleGrant.objects.on(today or today_in(office.zone)).filter(
        role__in=TOLD, office=office, user__is_active=True
    )
    text = _("Pemeriksaan K3 %(site)s berlaku sampai %(day)s. Periksa lagi agar sesi kerja sosial tidak terhenti.") % {
        "site": check.site.name,
        "day": date_format(check.valid_until, "j F Y"),
    }
    told = give_notice(
        user_ids=set(people.values_list("user_id", flat=True)),
        key=f"site-check:{check.pk}",
        text=text,
        url=reverse("partners:site_detail", args=[check.site_id]),
    )
    if told:
        record(verb="site.check_reminded", subject=check, by=None, office_id=office.pk, number=told)
    return told > 0
