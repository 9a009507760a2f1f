"""Who is on a photo decides whether it leaves the office; a word taken back takes the photo back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from programs.models import ActivityPhoto, CareActivity, PhotoPerson
from programs.queries.activity import report_photos
from tests.factories import make_guidance
from tests.factories.programs import jpeg, make_activity, make_participation, make_photo
from tests.programs.pages import url

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity(bapas, pk) -> CareActivity:
    return make_activity(bapas, pk, state="SUBMITTED", submitted_by=pk, submitted_at="2026-10-11T02:00:00Z")


@pytest.fixture
def adult(activity, bapas, pk):
    return make_participation(activity, make_guidance(office=bapas, officer=pk, name="Budi Teladan"))


@pytest.fixture
def child(activity, bapas, pk):
    return make_participation(activity, make_guidance(office=bapas, officer=pk, child=True))


LEAVES = [
    ({"has_agreed": True}, True),
    ({"has_agreed": False}, False),
    ({"has_agreed": None}, False),
    ({"has_agreed": None, "is_before_consent": True}, False),
    ({"has_agreed": True, "removed_at": "2026-10-12T02:00:00Z"}, False),
]


@pytest.mark.parametrize(("said", "leaves"), LEAVES)
def test_a_photo_leaves_the_office_only_while_everybody_on_it_agrees(
    said, leaves, activity, adult, bapas, pk, kanwil_staff, signed_in
):
    other = make_participation(activity, make_guidance(office=bapas, officer=pk))
    photo = make_photo(activity, adult, other)
    for name, value in said.items():
        setattr(adult, name, value)
    adult.save()
    assert (photo in report_photos(activity)) is leaves
    staff, office = signed_in(kanwil_staff), signed_in(pk)
    assert staff.get(url("photo", photo.pk)).status_code == (200 if leaves else 404)
    assert office.get(url("photo", photo.pk)).status_code == 200
    assert ("Foto ini hanya untuk petugas" in staff.get(url("activity_detail", activity.pk)).content.decode()) is (
        not leaves
    )
    assert ("Hanya untuk kantor ini" in office.get(url("activity_detail", activity.pk)).content.decode()) is not leaves


def test_an_old_photo_and_one_that_shows_a_child_stay(activity, adult, child, kanwil_staff, signed_in):
    """Nobody said who is on the first; the second shows a child beside an adult who agreed."""
    kept = [make_photo(activity), make_photo(activity, adult, child, shows_child=True)]
    free = make_photo(activity, people="NOBODY")
    assert report_photos(activity) == [free]
    assert {signed_in(kanwil_staff).get(url("photo", row.pk)).status_code for row in kept} == {404}


def test_the_database_keeps_a_childs_photo_marked(activity, adult, child, bapas, pk):
    photo = make_photo(activity, adult)
    with pytest.raises(IntegrityError, match="photo_of_a_child_says_so"), transaction.atomic():
        PhotoPerson.objects.create(photo=photo, participation=child, by=pk)
    marked = make_photo(activity, child, shows_child=True)
    with pytest.raises(IntegrityError, match="photo_of_a_child_says_so"), transaction.atomic():
        ActivityPhoto.objects.filter(pk=marked.pk).update(shows_child=False)
    elsewhere = make_participation(make_activity(bapas, pk), make_guidance(office=bapas, officer=pk))
    with pytest.raises(IntegrityError, match="photo_person_of_the_activity"), transaction.atomic():
        PhotoPerson.objects.create(photo=photo, participation=elsewhere, by=pk)
    with pytest.raises(IntegrityError, match="activity_photo_of_nobody"), transaction.atomic():
        ActivityPhoto.objects.filter(pk=marked.pk).update(people="NOBODY")


def test_uploading_with_who_is_on_it(bapas, pk, signed_in):
    draft = make_activity(bapas, pk)
    child = make_participation(draft, make_guidance(office=bapas, officer=pk, child=True))
    page = url("photo_add", draft.pk)

    def sent(**given):
        file = SimpleUploadedFile("a.jpg", jpeg(size=(80, 60)), content_type="image/jpeg")
        return signed_in(pk).post(page, {"images": [file], **given})

    assert sent(people="LISTED").context["photo_form"].errors.keys() == {"persons"}
    assert sent(people="NOBODY", shows_child="on").context["photo_form"].errors.keys() == {"people"}
    assert sent(people="LISTED", persons=["987654"]).status_code == 422
    assert sent(people="LISTED", persons=[child.pk]).status_code == 302
    photo = ActivityPhoto.objects.get()
    assert photo.shows_child, "a child who is picked marks the photo"
    assert photo.persons.get().participation == child


def test_saying_later_who_is_on_it(activity, adult, child, pk, other_pk, kanwil_staff, signed_in, client):
    """Also of an activity handed in: an old photo is freed, and one that must not be shown is held back."""
    photo = make_photo(activity)
    page, browser = url("photo_people", photo.pk), signed_in(pk)
    assert browser.get(page).status_code == 200
    browser.post(page, {"people": "LISTED", "persons": [adult.pk]})
    assert report_photos(activity) == [photo]
    browser.post(page, {"people": "LISTED", "persons": [adult.pk, child.pk]})
    photo.refresh_from_db()
    assert photo.shows_child and not report_photos(activity)
    browser.post(page, {"people": "UNKNOWN"})
    photo.refresh_from_db()
    assert not photo.persons.filter(removed_at=None).exists() and photo.persons.count() == 2
    assert photo.people == "UNKNOWN" and not report_photos(activity)
    assert browser.post(page, {"people": "LISTED"}).status_code == 422
    assert signed_in(other_pk).get(page).status_code == 404
    assert signed_in(kanwil_staff).get(page).status_code == 403
    assert client.get(page).status_code == 302
