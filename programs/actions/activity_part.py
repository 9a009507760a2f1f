"""Outputs of an activity and links to what was published of it: added and taken off, never written over."""

from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.once import again
from bapas_portal.core.scope import Scope
from programs.actions.activity import lock_editable
from programs.actions.child_words import check_no_child
from programs.choices import OutputUnit
from programs.models import ActivityLink, ActivityOutput, CareActivity
from programs.rules.activity import is_https_link

Row = TypeVar("Row", ActivityOutput, ActivityLink)
MOST_OUTPUTS, MOST_LINKS = 20, 20


@transaction.atomic
def add_output(
    *, activity_id: int, value: Decimal | None, unit: str, note: str = "", form_key: UUID, by: User, scope: Scope
) -> ActivityOutput:
    """Add one output. A known `form_key` answers with the row it made.

    Raises CareActivity.DoesNotExist, NotAllowed, WrongState or Invalid (number, unit, too many).
    """
    activity = lock_editable(activity_id, scope=scope)
    known = ActivityOutput.objects.filter(form_key=form_key).first()
    if known is not None:
        return again(_of(known, activity), value=value, unit=unit, note=note.strip())
    faults: dict[str, str] = {}
    if value is None or value <= 0:
        faults["value"] = _("Jumlah harus lebih dari nol.")
    if unit not in OutputUnit.values:
        faults["unit"] = _("Pilih satuan dari daftar.")
    if not faults and activity.outputs.filter(removed_at=None).count() >= MOST_OUTPUTS:
        faults["value"] = _("Satu kegiatan memuat paling banyak %(count)s hasil.") % {"count": MOST_OUTPUTS}
    if faults or value is None:
        raise Invalid(_("Hasil belum tersimpan."), faults)
    check_no_child(activity, {"note": note})
    row = ActivityOutput.objects.create(
        activity=activity, value=value, unit=unit, note=note.strip(), form_key=form_key, by=by
    )
    record(verb="activity.output_added", subject=activity, by=by, kind=unit, number=str(value))
    return row


@transaction.atomic
def remove_output(*, output_id: int, by: User, scope: Scope) -> ActivityOutput:
    """Take an output off; the row stays. Raises ActivityOutput.DoesNotExist, NotAllowed or WrongState."""
    found = ActivityOutput.objects.visible_to(scope).get(pk=output_id, removed_at=None)
    activity = lock_editable(found.activity_id, scope=scope)
    row = activity.outputs.select_for_update().get(pk=output_id, removed_at=None)
    row.removed_at = timezone.now()
    row.save(update_fields=["removed_at"])
    record(verb="activity.output_removed", subject=activity, by=by, kind=row.unit, number=str(row.value))
    return row


@transaction.atomic
def add_link(*, activity_id: int, title: str, url: str, form_key: UUID, by: User, scope: Scope) -> ActivityLink:
    """Add a link to the news. A known `form_key` answers with the row it made.

    Raises CareActivity.DoesNotExist, NotAllowed, WrongState or Invalid (not https, no title, too many).
    """
    activity = lock_editable(activity_id, scope=scope)
    title, url = title.strip(), url.strip()
    known = ActivityLink.objects.filter(form_key=form_key).first()
    if known is not None:
        return again(_of(known, activity), title=title, url=url)
    faults: dict[str, str] = {}
    if not title:
        faults["title"] = _("Bagian ini wajib diisi.")
    if not is_https_link(url):
        faults["url"] = _("Tulis alamat lengkap yang dimulai dengan https://")
    if not faults and activity.links.filter(removed_at=None).count() >= MOST_LINKS:
        faults["url"] = _("Satu kegiatan memuat paling banyak %(count)s tautan.") % {"count": MOST_LINKS}
    if faults:
        raise Invalid(_("Tautan belum tersimpan."), faults)
    check_no_child(activity, {"title": title})
    row = ActivityLink.objects.create(activity=activity, title=title, url=url, form_key=form_key, by=by)
    record(verb="activity.link_added", subject=activity, by=by, number=row.pk)
    return row


@transaction.atomic
def remove_link(*, link_id: int, by: User, scope: Scope) -> ActivityLink:
    """Take a link off; the row stays. Raises ActivityLink.DoesNotExist, NotAllowed or WrongState."""
    found = ActivityLink.objects.visible_to(scope).get(pk=link_id, removed_at=None)
    activity = lock_editable(found.activity_id, scope=scope)
    row = activity.links.select_for_update().get(pk=link_id, removed_at=None)
    row.removed_at = timezone.now()
    row.save(update_fields=["removed_at"])
    record(verb="activity.link_removed", subject=activity, by=by, number=row.pk)
    return row


def _of(row: Row, activity: CareActivity) -> Row:
    """The row, if this activity has it. Raises WrongState: the form belongs to another activity."""
    if row.activity_id != activity.pk:
        raise WrongState(_("Kiriman ini tidak dapat dibaca."))
    return row
