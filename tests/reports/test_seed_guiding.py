"""The demonstration's programmes: each phase, people on the list, sessions past and today, certificates."""

import json

import pytest
from django.db.models import Count, F, Q

from bapas_portal.core.dates import today_in
from programs.models import Attendance, Enrolment, GuidanceSession, Programme, ProgrammeCertificate
from programs.rules.certificate import telling_word

pytestmark = pytest.mark.django_db


def test_programmes_run_with_people_on_the_list_and_a_waiting_list_only_when_full(seeded):
    """The database's own checks hold places and ages; here: that each phase and each kind of row is there."""
    assert set(Programme.objects.values_list("state", flat=True)) == {"RUNNING", "FINISHED", "OPEN"}
    held = Programme.objects.annotate(
        seated=Count("enrolments", filter=Q(enrolments__state__in=["ENROLLED", "COMPLETED"])),
        queue=Count("enrolments", filter=Q(enrolments__state="WAITING")),
    )
    assert not held.filter(queue__gt=0, seated__lt=F("capacity")).exists()
    assert Enrolment.objects.exclude(plan_line=None).exists()
    today = today_in()
    assert not Attendance.objects.filter(session__held_on__gte=today).exclude(mark="").exists()
    assert not Attendance.objects.filter(session__held_on__lt=today, mark="").exists()
    assert GuidanceSession.groups.filter(held_on=today).exists()
    assert GuidanceSession.objects.exclude(guidance=None).filter(next_on__gte=today).exists()
    for certificate in ProgrammeCertificate.objects.filter(enrolment__guidance__is_child=True):
        assert not telling_word(json.dumps(certificate.content, ensure_ascii=False))
