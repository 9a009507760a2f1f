"""No text of an activity or of the calendar names a child, whichever door it comes in by."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bapas_portal.core.errors import Invalid
from programs.actions.activity_part import add_link, add_output
from programs.actions.photo import add_photo
from programs.models import CareActivity
from programs.rules.child_words import tells_name
from tests.factories import make_guidance
from tests.factories.programs import jpeg, make_activity, make_entry, make_participation
from tests.programs.pages import url

NAME = "Rahasiawan Putra Anak"
FORM = {"held_on": "2026-10-10", "kind": "KEBERSIHAN", "place": "Kali", "title": "Bersih Kali", "lock_version": "0"}


@pytest.mark.parametrize(
    ("text", "name", "whole", "told"),
    [
        ("Donor darah bersama rahasiawan PUTRA.", NAME, False, True),
        ("Putra-Anak", NAME, False, True),
        ("Putra daerah", NAME, False, False),
        ("Hari Bakti", "Bakti", False, True),
        ("Kebaktian", "Bakti", False, False),
        ("Hari Bakti", "Bakti", True, False),
        ("Rahasiawan Putra", NAME, True, False),
        ("untuk Rahasiawan Putra Anak!", NAME, True, True),
        ("apa pun", "", False, False),
        ("", NAME, False, False),
    ],
)
def test_a_name_in_a_text(text, name, whole, told):
    assert tells_name(text, name, whole=whole) is told


@given(before=st.text(max_size=20), after=st.text(max_size=20))
def test_a_whole_name_is_found_wherever_it_stands(before, after):
    assert tells_name(f"{before} {NAME.upper()} {after}", NAME, whole=True)


@pytest.fixture
def activity(bapas, pk) -> CareActivity:
    return make_activity(bapas, pk, title="Bersih Kali")


@pytest.fixture
def child(bapas, pk):
    return make_guidance(office=bapas, officer=pk, child=True, name=NAME)


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["title", "place", "narrative"])
def test_an_activity_changed_to_name_a_child_of_its_list_is_refused_at_the_field(field, activity, child, pk, signed_in):
    make_participation(activity, child)
    answer = signed_in(pk).post(url("activity_edit", activity.pk), FORM | {field: f"Bersama {NAME}"})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}
    assert CareActivity.objects.get().title == "Bersih Kali"


@pytest.mark.django_db
def test_a_child_whom_the_title_names_is_not_put_on_the_list(bapas, child, pk, signed_in):
    activity = make_activity(bapas, pk, title=f"Kunjungan {NAME}", held_on=child.start_on)
    page = signed_in(pk).post(url("activity_participants", activity.pk), {"guidance": child.pk}, follow=True)
    assert "Periksa: Nama kegiatan." in page.content.decode()
    assert not activity.participations.exists()


@pytest.mark.django_db
def test_a_report_that_names_a_child_does_not_reach_the_kanwil(bapas, child, pk, signed_in):
    """Written before the check was there."""
    activity = make_activity(bapas, pk, narrative=f"{NAME} menyapu.")
    make_participation(activity, child, was_present=True)
    page = signed_in(pk).post(url("activity_submit", activity.pk), follow=True).content.decode()
    assert "Periksa: Uraian kegiatan." in page
    activity.refresh_from_db()
    assert activity.state == "DRAFT"


@pytest.mark.django_db
def test_no_small_text_names_a_child_of_the_list(activity, child, pk, scoped):
    make_participation(activity, child)
    who = {"activity_id": activity.pk, "by": pk, "scope": scoped(pk, "programs.write_activity")}
    with pytest.raises(Invalid):
        add_output(value=1, unit="KG", note=f"oleh {NAME}", form_key=uuid4(), **who)
    with pytest.raises(Invalid):
        add_link(title=f"{NAME} membantu", url="https://a.example/b", form_key=uuid4(), **who)
    with pytest.raises(Invalid):
        add_photo(data=jpeg(size=(80, 60)), caption=NAME, shows_child=True, **who)
    assert not activity.outputs.exists() and not activity.links.exists() and not activity.photos.exists()


@pytest.mark.django_db
def test_an_adults_name_is_no_fault(bapas, activity, pk, signed_in):
    make_participation(activity, make_guidance(office=bapas, officer=pk, name="Budi Teladan"), was_present=True)
    signed_in(pk).post(url("activity_edit", activity.pk), FORM | {"narrative": "Budi Teladan memimpin."})
    signed_in(pk).post(url("activity_submit", activity.pk))
    assert CareActivity.objects.get().state == "SUBMITTED"


@pytest.mark.django_db
def test_an_entry_of_the_calendar_names_no_child_of_the_office(bapas, child, head, kanwil, kanwil_staff, signed_in):
    form = {"form_key": str(uuid4()), "title": f"Kunjungan {NAME}", "from_on": "2026-12-01", "to_on": "2026-12-03"}
    refused = signed_in(head).post(url("entry_new"), form)
    assert refused.status_code == 422 and refused.context["form"].errors.keys() == {"title"}
    entry = make_entry(bapas, head)
    assert signed_in(head).post(url("entry_cancel", entry.pk), {"reason": f"{NAME} sakit"}).status_code == 422
    # Who may not know the child is not told by a refusal that there is one.
    assert signed_in(kanwil_staff).post(url("entry_new"), form).status_code == 302


@pytest.mark.django_db
def test_a_long_entry_is_told_once_on_a_phone(bapas, head, pk, signed_in):
    make_entry(bapas, head, title="Bulan Bersih", from_on="2031-01-20", to_on="2031-02-10")
    page = signed_in(pk).get(url("calendar_month"), {"month": "2031-02"}).content.decode()
    assert page.count("Bulan Bersih") == 10 and page.count("day-again") == 9
    assert page.count("20 Jan–10 Feb 2031") == 1
