"""Photos of an activity: cleaned before they are kept, served only by a view that checks rights."""

import uuid
from collections.abc import Collection

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import Invalid, NotAllowed
from bapas_portal.core.scope import Scope
from programs.actions.activity import lock_editable
from programs.actions.child_words import check_no_child
from programs.choices import PhotoPeople
from programs.models import ActivityPhoto, CareActivity, Participation, PhotoPerson
from programs.permissions import may_write_activity
from programs.rules.picture import BadPicture, clean_jpeg, digest_of

MAX_PHOTOS = 20


@transaction.atomic
def add_photo(
    *,
    activity_id: int,
    data: bytes,
    caption: str = "",
    shows_child: bool,
    people: str = PhotoPeople.UNKNOWN,
    person_ids: Collection[int] = (),
    by: User,
    scope: Scope,
) -> ActivityPhoto:
    """Keep a photo as JPEG without EXIF; the same photo twice is kept once, with who was on it the first time.

    `person_ids`: participations on it, for LISTED. Raises CareActivity.DoesNotExist, WrongState, or Invalid (no photo,
    too large, too many, a child shown while no child on the list was allowed to take part, or who is on it).
    """
    activity = lock_editable(activity_id, scope=scope)
    try:
        cleaned = clean_jpeg(data)
    except BadPicture as error:
        message = said_of(error.reason)
        raise Invalid(message, {"images": message}) from error
    shown = _shown(activity, people, person_ids, shows_child=shows_child)
    shows_child = shows_child or any(row.guidance.is_child for row in shown)
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
    photo.people = PhotoPeople(people)
    photo.image.save(f"{uuid.uuid4().hex}.jpg", ContentFile(cleaned), save=False)
    photo.save()
    _tie(photo, shown, by)
    record(verb="activity.photo_added", subject=activity, by=by, photo=photo.pk, shows_child=shows_child, people=people)
    return photo


@transaction.atomic
def say_who_is_shown(
    *, photo_id: int, people: str, person_ids: Collection[int], shows_child: bool, by: User, scope: Scope
) -> ActivityPhoto:
    """Say anew who is on a photo, also of an activity that is accepted: whoever must not be shown can be held back.

    Raises ActivityPhoto.DoesNotExist, NotAllowed or Invalid.
    """
    found = ActivityPhoto.objects.visible_to(scope).get(pk=photo_id, removed_at=None)
    activity = CareActivity.objects.visible_to(scope).select_for_update(of=("self",)).get(pk=found.activity_id)
    if not may_write_activity(activity, scope):
        raise NotAllowed(_("Kegiatan ini diubah oleh Bapas yang mencatatnya."))
    photo = activity.photos.select_for_update().get(pk=photo_id, removed_at=None)
    shown = _shown(activity, people, person_ids, shows_child=shows_child)
    kept = {row.pk for row in shown}
    photo.persons.filter(removed_at=None).exclude(participation__in=kept).update(removed_at=timezone.now())
    photo.people = PhotoPeople(people)
    photo.shows_child = shows_child or any(row.guidance.is_child for row in shown)
    photo.save(update_fields=["people", "shows_child"])
    tied = set(photo.persons.filter(removed_at=None).values_list("participation_id", flat=True))
    _tie(photo, [row for row in shown if row.pk not in tied], by)
    record(verb="activity.photo_people", subject=activity, by=by, photo=photo.pk, people=people)
    return photo


def _shown(
    activity: CareActivity, people: str, person_ids: Collection[int], *, shows_child: bool
) -> list[Participation]:
    """The participants who are on it. Raises Invalid where the answers do not agree."""
    if people not in PhotoPeople.values:
        message = _("Pilih siapa yang tampak di foto.")
        raise Invalid(message, {"people": message})
    if people != PhotoPeople.LISTED:
        if people == PhotoPeople.NOBODY and shows_child:
            message = _("Foto yang menampakkan anak bukan foto tanpa orang yang dikenali. Pilih yang lain.")
            raise Invalid(message, {"people": message})
        return []
    rows = activity.participations.filter(pk__in=person_ids, removed_at=None).select_related("guidance")
    found = list(rows)
    if not found or len(found) != len(set(person_ids)):
        message = _("Pilih peserta yang tampak di foto.")
        raise Invalid(message, {"persons": message})
    return found


def _tie(photo: ActivityPhoto, shown: list[Participation], by: User) -> None:
    PhotoPerson.objects.bulk_create(PhotoPerson(photo=photo, participation=row, by=by) for row in shown)


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
