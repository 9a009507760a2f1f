"""Photos of an activity: cleaned before they are kept, served only by a view that checks rights."""

import uuid

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import Invalid
from bapas_portal.core.scope import Scope
from programs.actions.activity import lock_editable
from programs.actions.child_words import check_no_child
from programs.models import ActivityPhoto, Participation
from programs.rules.picture import BadPicture, clean_jpeg, digest_of

MAX_PHOTOS = 20


@transaction.atomic
def add_photo(
    *, activity_id: int, data: bytes, caption: str = "", shows_child: bool, by: User, scope: Scope
) -> ActivityPhoto:
    """Keep a photo as JPEG without EXIF; the same photo twice is kept once.

    Raises CareActivity.DoesNotExist, WrongState, or Invalid (no photo, too large, too many, a child shown while no
    child on the list was allowed to take part).
    """
    activity = lock_editable(activity_id, scope=scope)
    try:
        cleaned = clean_jpeg(data)
    except BadPicture as error:
        message = said_of(error.reason)
        raise Invalid(message, {"images": message}) from error
    agreed_children = Participation.objects.counted().filter(activity=activity, guidance__is_child=True)
    if shows_child and not agreed_children.exists():
        message = _("Belum ada anak yang disetujui ikut; foto yang menampakkan anak tidak dapat disimpan.")
        raise Invalid(message, {"shows_child": message})
    check_no_child(activity, {"caption": caption})
    digest = digest_of(cleaned)
    kept = activity.photos.filter(removed_at=None)
    known = kept.filter(digest=digest).first()
    if known is not None:
        return known
    if kept.count() >= MAX_PHOTOS:
        message = _("Satu kegiatan memuat paling banyak %(count)s foto.") % {"count": MAX_PHOTOS}
        raise Invalid(message, {"images": message})
    photo = ActivityPhoto(activity=activity, caption=caption.strip(), shows_child=shows_child, digest=digest)
    photo.image.save(f"{uuid.uuid4().hex}.jpg", ContentFile(cleaned), save=False)
    photo.save()
    record(verb="activity.photo_added", subject=activity, by=by, photo=photo.pk, shows_child=shows_child)
    return photo


@transaction.atomic
def remove_photo(*, photo_id: int, by: User, scope: Scope) -> ActivityPhoto:
    """Take a photo away: the row stays, the file goes. Raises ActivityPhoto.DoesNotExist or WrongState."""
    found = ActivityPhoto.objects.visible_to(scope).get(pk=photo_id, removed_at=None)
    activity = lock_editable(found.activity_id, scope=scope)
    photo = activity.photos.select_for_update().get(pk=photo_id, removed_at=None)
    photo.removed_at = timezone.now()
    photo.save(update_fields=["removed_at"])
    record(verb="activity.photo_removed", subject=activity, by=by, photo=photo.pk)
    transaction.on_commit(lambda: photo.image.storage.delete(str(photo.image.name)))
    return photo


def said_of(reason: str) -> str:
    return {
        "size": _("Foto lebih besar dari 8 MB. Perkecil dahulu, lalu unggah lagi."),
        "pixels": _("Ukuran gambar terlalu besar. Perkecil dahulu, lalu unggah lagi."),
        "format": _("Berkas ini bukan foto JPEG, PNG, atau WebP yang utuh."),
    }[reason]
