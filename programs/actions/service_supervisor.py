"""Who supervises sessions at a work site, and opening the sessions of the weekly times."""

from django.db import transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import Office, User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from bapas_portal.core.once import StaleEdit
from bapas_portal.core.scope import Scope
from programs.actions.schedule import horizon, open_sessions
from programs.choices import SessionState
from programs.models import ServiceSession
from programs.queries.service_session import WRITE, later_of_slot, supervisors_of


@transaction.atomic
def set_supervisor(
    *, session_id: int, supervisor_id: int | None, and_later: bool, lock_version: int, by: User, scope: Scope
) -> int:
    """Name who supervises (None: nobody yet); `and_later` also for later sessions of the same weekly time.

    Returns how many sessions changed. Raises ServiceSession.DoesNotExist (outside the scope), NotAllowed, StaleEdit,
    WrongState (cancelled) or Invalid (may not supervise here).
    """
    rows = ServiceSession.objects.visible_to(scope).select_related("office")
    session = rows.select_for_update(of=("self",), no_key=True).get(pk=session_id)
    if not scope.covers(WRITE, office_id=session.office_id):
        raise NotAllowed(_("Pengawas ditunjuk oleh kantor yang membuka sesi ini."))
    if session.state == SessionState.CANCELLED:
        raise WrongState(_("Sesi ini sudah %(state)s.") % {"state": session.get_state_display().lower()})
    if session.lock_version != lock_version:
        raise StaleEdit(_("Sesi ini diubah orang lain atau jendela lain setelah Anda membukanya."))
    if supervisor_id is not None and not supervisors_of(session.office).filter(pk=supervisor_id).exists():
        raise Invalid(
            _("Belum tersimpan. Periksa isian yang ditandai."),
            {"supervisor_id": _("Pilih petugas yang boleh mencatat kehadiran di kantor ini.")},
        )
    changed = [session]
    if and_later:
        changed += later_of_slot(session).select_for_update(no_key=True).order_by("pk")
    changed = [row for row in changed if row.supervisor_id != supervisor_id]
    for row in changed:
        row.supervisor_id, row.lock_version = supervisor_id, row.lock_version + 1
    ServiceSession.objects.bulk_update(changed, ["supervisor", "lock_version"])
    if changed:
        where = {"office_id": session.office_id, "supervisor": supervisor_id, "sessions": len(changed)}
        record(verb="service_session.supervisor_named", subject=session, by=by, **where)
    return len(changed)


@transaction.atomic
def open_ahead(*, office_id: int, by: User, scope: Scope) -> int:
    """Open the sessions of the weekly times up to the horizon. Returns how many are new; run again, none.

    Raises NotAllowed (office outside the scope).
    """
    if not scope.covers(WRITE, office_id=office_id):
        raise NotAllowed(_("Anda hanya dapat membuka sesi untuk kantor Anda sendiri."))
    office = Office.objects.get(pk=office_id)
    today = today_in(office.zone)
    opened = open_sessions(office, today)
    if opened:
        until = horizon(today).isoformat()
        record(verb="service_sessions.opened", subject=office, by=by, office_id=office.pk, number=opened, until=until)
    return opened
