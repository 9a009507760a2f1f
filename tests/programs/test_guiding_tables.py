"""What the database itself holds of programmes and sessions, whatever door is used."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.utils import InternalError

from bapas_portal.core.dates import today_in
from clients.actions.rows import constraint_of
from programs.models import (
    Attendance,
    AttendanceMark,
    Enrolment,
    EnrolmentStep,
    GuidanceSession,
    HoursEntry,
    Programme,
    ProgrammeCertificate,
    ServiceOrder,
)
from tests.factories import make_guidance
from tests.factories.guiding import make_attendance, make_enrolment, make_programme, make_session
from tests.factories.programs import make_line, make_plan

pytestmark = pytest.mark.django_db
GUIDING = (Programme, Enrolment, EnrolmentStep, ProgrammeCertificate, GuidanceSession, Attendance, AttendanceMark)


@pytest.fixture
def guidance(bapas, pk):
    return make_guidance(office=bapas, officer=pk)


def refused(act, name: str) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        act()
    assert constraint_of(caught.value) == name


def test_no_more_are_enrolled_than_there_are_places(bapas, pk, guidance):
    programme = make_programme(bapas, pk, capacity=1)
    first = make_enrolment(programme, guidance)
    other = make_guidance(office=bapas, officer=pk)
    refused(lambda: make_enrolment(programme, other), "enrolment_within_capacity")
    waiting = make_enrolment(programme, other, state="WAITING")
    refused(lambda: Enrolment.objects.filter(pk=waiting.pk).update(state="ENROLLED"), "enrolment_within_capacity")
    Enrolment.objects.filter(pk=first.pk).update(state="LEFT", reason="Pindah kota")
    assert Enrolment.objects.filter(pk=waiting.pk).update(state="ENROLLED") == 1


def test_places_never_fall_below_who_holds_them(bapas, pk, guidance):
    programme = make_programme(bapas, pk, capacity=2)
    make_enrolment(programme, guidance)
    make_enrolment(programme, make_guidance(office=bapas, officer=pk))
    refused(lambda: Programme.objects.filter(pk=programme.pk).update(capacity=1), "programme_holds_the_enrolled")


def test_another_office_another_age_and_another_clients_line_are_refused(bapas, other_bapas, pk, other_pk, guidance):
    adults = make_programme(bapas, pk, audience="DEWASA")
    refused(lambda: make_enrolment(adults, make_guidance(office=other_bapas, officer=other_pk)), "enrolment_of_office")
    child = make_guidance(office=bapas, officer=pk, child=True)
    refused(lambda: make_enrolment(adults, child), "enrolment_fits_audience")
    children = make_programme(bapas, pk, audience="ANAK")
    refused(lambda: make_enrolment(children, guidance), "enrolment_fits_audience")
    line = make_line(make_plan(child))
    refused(lambda: make_enrolment(adults, guidance, plan_line=line), "enrolment_line_of_client")
    refused(lambda: make_session(bapas, pk, guidance=guidance, plan_line=line), "session_line_of_client")


def test_marks_are_added_never_changed_and_each_stands_on_the_last(bapas, pk, guidance):
    row = make_attendance(make_session(bapas, pk), guidance, "ABSENT")
    assert (row.mark, row.version, row.marked_by) == ("ABSENT", 1, pk)
    again = {"attendance": row, "mark": "EXCUSED", "by": pk}
    refused(lambda: AttendanceMark.objects.create(number=1, **again), "mark_on_the_last_one")
    AttendanceMark.objects.create(number=2, note="Surat dokter", **again)
    row.refresh_from_db()
    assert (row.mark, row.version, row.note) == ("EXCUSED", 2, "Surat dokter")
    for act in (
        lambda: AttendanceMark.objects.update(mark="PRESENT"),
        lambda: AttendanceMark.objects.all().delete(),
        lambda: Attendance.objects.update(mark="PRESENT"),
        lambda: GuidanceSession.objects.update(topic="lain"),
        lambda: GuidanceSession.objects.update(held_on=today_in() + timedelta(1)),
    ):
        with pytest.raises(InternalError), transaction.atomic():
            act()


def test_a_cancelled_session_takes_no_mark_and_stays_cancelled(bapas, pk, guidance):
    session = make_session(bapas, pk)
    row = make_attendance(session, guidance)
    session.cancelled_at, session.cancelled_by, session.cancel_reason = session.recorded_at, pk, "Salah hari"
    session.save()
    new = {"attendance": row, "number": 1, "mark": "PRESENT", "by": pk}
    refused(lambda: AttendanceMark.objects.create(**new), "mark_session_stands")
    with pytest.raises(InternalError), transaction.atomic():
        GuidanceSession.objects.filter(pk=session.pk).update(cancelled_at=None, cancelled_by=None, cancel_reason="")


def test_no_key_leads_from_guidance_to_sentence_hours():
    """domain.md 6.3: what is voluntary or guidance is never counted as hours of a sentence."""
    ledger = {HoursEntry, ServiceOrder}
    leads = [
        field
        for model in (*GUIDING, *ledger)
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.OneToOneField)
        and {model, field.related_model} & ledger
        and {model, field.related_model} & set(GUIDING)
    ]
    assert leads == []


def test_no_trigger_of_guidance_touches_the_ledger():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal"
            " AND t.tgrelid::regclass::text = ANY(%s)",
            [[model._meta.db_table for model in GUIDING]],
        )
        sources = [row[0] for row in cursor.fetchall()]
    assert len(sources) > 8
    assert not [source for source in sources if "hoursentry" in source or "serviceorder" in source]
