"""One person with a period as a child and one as an adult: who reads adults learns nothing of the child's time."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.scopes import scope_of
from clients.actions.register import register_client
from clients.models import Case, Guarantor, Residence
from tests.factories import make_case, make_guidance, make_offence_group, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def grown_up(pk, bapas):
    """A person under guidance as an adult by `pk`, and once, as a child, by another PK of the office."""
    child_case = make_guidance(office=bapas, officer=make_user(RoleCode.PK, bapas), child=True, register_no="RAHASIA/1")
    Case.objects.filter(pk=child_case.case_id).update(articles="Pasal 81 anak rahasia")
    own_case = make_case(child_case.client, offence_on=date(2026, 1, 5), articles="Pasal 480 dewasa")
    as_adult = make_guidance(office=bapas, officer=pk, case=own_case, start_on=date(2026, 6, 1))
    assert (child_case.is_child, as_adult.is_child) == (True, False)
    return SimpleNamespace(as_adult=as_adult, as_child=child_case)


def test_the_case_of_the_same_person_as_a_child_stays_out_of_sight(grown_up, pk, signed_in):
    """UU 11/2012 art. 19."""
    browser, client = signed_in(pk), grown_up.as_adult.client
    pages = (
        reverse("clients:client_detail", args=[client.pk]),
        reverse("clients:guidance_detail", args=[grown_up.as_adult.pk]),
        f"{reverse('clients:register')}?orang={client.pk}",
    )
    assert "Pasal 480 dewasa" in browser.get(pages[-1]).content.decode()
    for page in pages:
        shown = browser.get(page).content.decode()
        assert "anak rahasia" not in shown
        assert "RAHASIA/1" not in shown


def test_the_case_of_the_same_person_as_a_child_cannot_be_taken_up(grown_up, pk, bapas):
    with pytest.raises(Case.DoesNotExist):
        register_client(
            client_id=grown_up.as_adult.client_id,
            case_id=grown_up.as_child.case_id,
            office_id=bapas.pk,
            officer_id=pk.pk,
            status="DIVERSI",
            start_on=date(2026, 6, 1),
            guidance_end_on=date(2027, 6, 1),
            register_no="",
            by=pk,
            scope=scope_of(pk),
        )


def test_an_address_and_a_guarantor_of_the_time_as_a_child_stay_out_of_sight(grown_up, pk, signed_in):
    client = grown_up.as_adult.client
    then = {"from_on": date(2025, 1, 15), "to_on": date(2025, 12, 31)}
    Residence.objects.create(client=client, street="Jalan Masa Kecil 1", **then)
    Guarantor.objects.create(client=client, name="Penjamin Masa Kecil", relation="ORANG_TUA", **then)
    Residence.objects.create(client=client, street="Jalan Sekarang 2", from_on=date(2026, 1, 1))
    page = reverse("clients:guidance_detail", args=[grown_up.as_adult.pk])
    shown = signed_in(pk).get(page).content.decode()
    assert "Jalan Sekarang 2" in shown
    assert "Masa Kecil" not in shown


def test_a_long_history_costs_no_more_queries(pk, bapas, signed_in):
    guidance = make_guidance(office=bapas, officer=pk)
    browser, page = signed_in(pk), reverse("clients:guidance_detail", args=[guidance.pk])
    counts = []
    for turn in range(6):
        guidance.case.offence_group = make_offence_group(is_drug=turn % 2 == 0)
        guidance.case.save()
        with CaptureQueriesContext(connection) as queries:
            browser.get(page)
        counts.append(len(queries))
    assert counts[-1] == counts[1]
