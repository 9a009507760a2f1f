"""Photos of an activity, and who is on them: what decides whether a photo may leave the office."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from programs.choices import PhotoPeople
from programs.models.activity import CareActivity, Participation, ThroughActivity

PERSON_FITS_PHOTO = """
    IF (SELECT p.activity_id FROM programs_participation p WHERE p.id = NEW.participation_id)
       IS DISTINCT FROM (SELECT f.activity_id FROM programs_activityphoto f WHERE f.id = NEW.photo_id) THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'photo_person_of_the_activity',
            MESSAGE = 'photo_person_of_the_activity';
    END IF;
    IF NEW.removed_at IS NULL
       AND (SELECT g.is_child FROM programs_participation p JOIN clients_guidance g ON g.id = p.guidance_id
            WHERE p.id = NEW.participation_id)
       AND NOT (SELECT f.shows_child FROM programs_activityphoto f WHERE f.id = NEW.photo_id) THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'photo_of_a_child_says_so',
            MESSAGE = 'photo_of_a_child_says_so';
    END IF;
    RETURN NEW;
"""

CHILD_STAYS_SAID = """
    IF NOT NEW.shows_child AND EXISTS (
        SELECT 1 FROM programs_photoperson one
        JOIN programs_participation p ON p.id = one.participation_id
        JOIN clients_guidance g ON g.id = p.guidance_id
        WHERE one.photo_id = NEW.id AND one.removed_at IS NULL AND g.is_child
    ) THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'photo_of_a_child_says_so',
            MESSAGE = 'photo_of_a_child_says_so';
    END IF;
    RETURN NEW;
"""


class ActivityPhotoQuerySet(ThroughActivity):
    def releasable(self) -> Self:
        """Photos that may be seen outside the office: no child, and everybody on it is named and agreed.

        Worked out from the list as it is now, so a word taken back takes the photo back. UU 11/2012 art. 19.
        """
        people = PhotoPerson.objects.filter(photo=OuterRef("pk"), removed_at=None)
        agreed = Q(
            participation__has_agreed=True, participation__removed_at=None, participation__guidance__is_child=False
        )
        named = Q(Exists(people), people=PhotoPeople.LISTED)
        return self.filter(Q(people=PhotoPeople.NOBODY) | named, ~Exists(people.exclude(agreed)), shows_child=False)


class ActivityPhoto(models.Model):
    """A photo, re-encoded without EXIF. Served by a view that checks rights, never from a public folder."""

    activity = models.ForeignKey(CareActivity, on_delete=models.PROTECT, related_name="photos")
    image = models.ImageField(upload_to="activity_photos/%Y/%m/", max_length=200)
    caption = models.CharField(max_length=150, blank=True)
    shows_child = models.BooleanField(default=False)
    people = models.CharField(
        max_length=10, choices=PhotoPeople, default=PhotoPeople.UNKNOWN, db_default=PhotoPeople.UNKNOWN
    )
    digest = models.CharField(max_length=64)
    removed_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ActivityPhotoQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="activity_photo_once", fields=["activity", "digest"], condition=Q(removed_at=None)
            ),
            models.CheckConstraint(
                name="activity_photo_of_nobody", condition=~Q(people=PhotoPeople.NOBODY, shows_child=True)
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="photo_of_a_child_stays_said",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=CHILD_STAYS_SAID,
            )
        ]

    def __str__(self) -> str:
        return f"photo {self.pk} of activity {self.activity_id}"


class PhotoPerson(models.Model):
    """A participant who is on a photo. Taken off, the row stays with the moment."""

    photo = models.ForeignKey(ActivityPhoto, on_delete=models.PROTECT, related_name="persons")
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="photos")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class PersonQuerySet(Participation.ParticipationQuerySet):
        office_lookup = "participation__guidance__office"
        officer_lookup = "participation__guidance__officer"
        cohort_lookup = "participation__guidance__is_child"

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="photo_person_once", fields=["photo", "participation"], condition=Q(removed_at=None)
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="photo_person_fits_photo",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=PERSON_FITS_PHOTO,
            ),
            pgtrigger.Protect(name="photo_person_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"participation {self.participation_id} on photo {self.photo_id}"
