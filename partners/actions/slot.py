"""Weekly times of a work site: opened for one or several weekdays, ended from a day."""

from datetime import date, time
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.once import again
from bapas_portal.core.scope import Scope
from clients.actions.rows import constraint_of
from partners.actions.site import lock_site
from partners.choices import Weekday
from partners.models import SiteSlot

MOST_SEATS = 500


@transaction.atomic
def open_slots(
    *,
    site_id: int,
    weekdays: list[int],
    starts_at: time,
    ends_at: time,
    seats: int,
    valid_from: date,
    form_key: UUID,
    by: User,
    scope: Scope,
) -> list[SiteSlot]:
    """The same hours and seats on each of the weekdays (ISO: Monday is 1), all or none.

    A known `form_key` answers with the slots it made. Raises Site.DoesNotExist (outside the scope), WrongState (closed
    site) or Invalid with the broken rule at its field.
    """
    site = lock_site(site_id, scope)
    wanted = sorted(set(weekdays))
    terms = {"site_id": site.pk, "starts_at": starts_at, "ends_at": ends_at, "seats": seats, "valid_from": valid_from}
    keys = {day: uuid5(form_key, str(day)) for day in Weekday.values}
    known = list(SiteSlot.objects.filter(form_key__in=keys.values()).order_by("weekday"))
    if known:
        # Other weekdays on a form that was sent are other words: no slot's own day equals None.
        same_days = [slot.weekday for slot in known] == wanted
        return [again(slot, **terms, weekday=slot.weekday if same_days else None) for slot in known]
    if not site.is_active:
        raise WrongState(_("Tempat kerja ini sudah ditutup."))
    _check(wanted, starts_at, ends_at, seats)
    slots = [_saved(SiteSlot(weekday=day, form_key=keys[day], by=by, **terms)) for day in wanted]
    for slot in slots:
        record(verb="site.slot_added", subject=slot, by=by, office_id=site.organisation.office_id, weekday=slot.weekday)
    return slots


@transaction.atomic
def end_slot(*, slot_id: int, last_on: date, by: User, scope: Scope) -> SiteSlot:
    """The slot holds until `last_on`, that day included. What becomes of sessions after it: programs.actions.site.

    Raises SiteSlot.DoesNotExist (outside the scope), WrongState (ended by then already) or Invalid (a day gone by).
    """
    site = lock_site(SiteSlot.objects.visible_to(scope).get(pk=slot_id).site_id, scope)
    slot = SiteSlot.objects.select_for_update(no_key=True).get(pk=slot_id)
    if slot.valid_to is not None and slot.valid_to <= last_on:
        raise WrongState(_("Jam ini memang berakhir paling lambat hari itu."))
    first = max(slot.valid_from, today_in(site.organisation.office.zone))
    if last_on < first:
        text = _("Paling awal hari ini, dan tidak sebelum hari pertama jam ini.")
        raise Invalid(text, {"last_on": text})
    slot.valid_to = last_on
    slot.save(update_fields=["valid_to"])
    record(verb="site.slot_ended", subject=slot, by=by, office_id=site.organisation.office_id, on=last_on.isoformat())
    return slot


def _check(weekdays: list[int], starts_at: time, ends_at: time, seats: int) -> None:
    faults: dict[str, str] = {}
    if not weekdays or not set(weekdays) <= set(Weekday.values):
        faults["weekdays"] = _("Pilih hari dari daftar.")
    if ends_at <= starts_at:
        faults["ends_at"] = _("Jam selesai harus sesudah jam mulai.")
    if not 1 <= seats <= MOST_SEATS:
        faults["seats"] = _("Paling sedikit satu tempat.")
    if faults:
        raise Invalid(_("Belum tersimpan. Periksa isian yang ditandai."), faults)


def _saved(slot: SiteSlot) -> SiteSlot:
    try:
        with transaction.atomic():
            slot.save(force_insert=True)
    except IntegrityError as error:
        if constraint_of(error) != "slots_of_a_site_apart":
            raise
        text = _("Hari %(day)s sudah punya jam yang beririsan. Akhiri jam lama dahulu.") % {
            "day": slot.get_weekday_display()
        }
        raise Invalid(text, {"starts_at": text}) from error
    return slot
