"""The calendar of Klien Bapas Peduli: an office sets days for itself and all offices under it."""

from datetime import date, timedelta
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office, User
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from bapas_portal.core.once import StaleEdit, again
from bapas_portal.core.scope import Scope
from programs.actions.child_words import check_office_children
from programs.models import CalendarEntry

WRITE = "programs.write_calendar"
LONGEST = timedelta(days=366)


class EntryValues(TypedDict):
    """What an entry says; `from_on` and `to_on` both count. `kanwil_ids`: empty means every office below."""

    title: str
    directive: str
    from_on: date
    to_on: date
    kanwil_ids: list[int]


@transaction.atomic
def add_entry(*, form_key: UUID, by: User, scope: Scope, **values: Unpack[EntryValues]) -> CalendarEntry:
    """Put an entry on the calendar of the writer's own office. A known `form_key` answers with the entry it made.

    Raises NotAllowed (no office of one's own to write for) or Invalid.
    """
    if scope.office_id is None or not scope.covers(WRITE, office_id=scope.office_id):
        raise NotAllowed(_("Anda hanya dapat mengisi kalender kantor Anda sendiri."))
    office = Office.objects.select_for_update().get(pk=scope.office_id)
    known = CalendarEntry.objects.filter(form_key=form_key, office=office).first()
    if known is not None:
        return again(known, title=values["title"].strip(), from_on=values["from_on"], to_on=values["to_on"])
    _check(office, values)
    entry = CalendarEntry.objects.create(
        office=office,
        title=values["title"].strip(),
        directive=values["directive"].strip(),
        from_on=values["from_on"],
        to_on=values["to_on"],
        form_key=form_key,
        created_by=by,
    )
    entry.kanwils.set(values["kanwil_ids"])
    record(verb="calendar.added", subject=entry, by=by, from_on=str(entry.from_on), to_on=str(entry.to_on))
    return entry


@transaction.atomic
def change_entry(
    *, entry_id: int, lock_version: int, by: User, scope: Scope, **values: Unpack[EntryValues]
) -> CalendarEntry:
    """Change an entry of one's own office.

    Raises CalendarEntry.DoesNotExist, NotAllowed, WrongState (cancelled), StaleEdit (saved since `lock_version` was
    read) or Invalid.
    """
    entry = _lock_own(entry_id, scope)
    if entry.lock_version != lock_version:
        raise StaleEdit(_("Agenda ini disimpan orang lain atau jendela lain setelah Anda membukanya."))
    _check(entry.office, values)
    entry.title, entry.directive = values["title"].strip(), values["directive"].strip()
    entry.from_on, entry.to_on = values["from_on"], values["to_on"]
    entry.lock_version += 1
    entry.save()
    entry.kanwils.set(values["kanwil_ids"])
    record(verb="calendar.changed", subject=entry, by=by, from_on=str(entry.from_on), to_on=str(entry.to_on))
    return entry


@transaction.atomic
def cancel_entry(*, entry_id: int, reason: str, by: User, scope: Scope) -> CalendarEntry:
    """Cancel an entry; it stays on the calendar, struck out, with the reason. Raises as `change_entry`."""
    entry = _lock_own(entry_id, scope)
    if not reason.strip():
        message = _("Tulis mengapa agenda ini dibatalkan.")
        raise Invalid(message, {"reason": message})
    check_office_children(entry.office, {"reason": reason})
    entry.cancelled_at, entry.cancelled_by, entry.cancel_reason = timezone.now(), by, reason.strip()
    entry.lock_version += 1
    entry.save()
    record(verb="calendar.cancelled", subject=entry, by=by, reason=entry.cancel_reason)
    return entry


def is_own(entry: CalendarEntry, scope: Scope) -> bool:
    """An entry is changed by the office that set it, by nobody above or below."""
    return entry.office_id == scope.office_id and scope.covers(WRITE, office_id=entry.office_id)


def _lock_own(entry_id: int, scope: Scope) -> CalendarEntry:
    rows = CalendarEntry.objects.visible_to(scope).select_related("office")
    entry = rows.select_for_update(of=("self",)).get(pk=entry_id)
    if not is_own(entry, scope):
        raise NotAllowed(_("Agenda ini diubah oleh kantor yang menetapkannya."))
    if entry.cancelled_at is not None:
        raise WrongState(_("Agenda ini sudah dibatalkan."))
    return entry


def _check(office: Office, values: EntryValues) -> None:
    faults: dict[str, str] = {}
    if not values["title"].strip():
        faults["title"] = _("Bagian ini wajib diisi.")
    if values["to_on"] < values["from_on"]:
        faults["to_on"] = _("Tanggal selesai tidak boleh sebelum tanggal mulai.")
    elif values["to_on"] - values["from_on"] > LONGEST:
        faults["to_on"] = _("Satu agenda paling lama satu tahun.")
    wanted = set(values["kanwil_ids"])
    kanwils = Office.objects.filter(kind=OfficeKind.KANWIL, parent=office)
    if kanwils.filter(pk__in=wanted).count() != len(wanted):
        faults["kanwils"] = _("Pilih Kanwil dari daftar.")
    if faults:
        raise Invalid(_("Agenda belum tersimpan."), faults)
    # Read by every office below, and kept by the calendars of phones.
    check_office_children(office, {name: values[name] for name in ("title", "directive")})
