"""register_client and its numbers, told directly: whole or not at all, and never two alike."""

import threading
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from bapas_portal.accounts.choices import OfficeKind, RoleCode
from bapas_portal.accounts.models import Office, User
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from clients.actions.register import register_client
from clients.models import Case, Client, Guidance, RegisterCounter, Residence
from tests.factories import make_bapas, make_guidance, make_offence_group, make_user


def register(by: User, office: Office, **changes: Any) -> Guidance:
    values: dict[str, Any] = {
        "office_id": office.pk,
        "status": "PB",
        "start_on": date(2026, 1, 15),
        "guidance_end_on": date(2027, 1, 15),
        "officer_id": by.pk,
        "person": {"name": "Orang Rekaan", "sex": "M", "birth_on": date(1990, 1, 1)},
        "case": {
            "articles": "Pasal 362",
            "offence_on": date(2024, 1, 1),
            "offence_group_id": make_offence_group().pk,
        },
        **changes,
    }
    return register_client(by=by, scope=scope_of(by), **values)


def running(guidance: Guidance) -> int:
    return int(guidance.register_no.split("/")[2])


@pytest.mark.django_db
def test_numbers_run_on_per_office_and_book(pk, bapas):
    assert [running(register(pk, bapas)) for _ in range(3)] == [1, 2, 3]
    assert running(register(pk, bapas, status="PENGAWASAN")) == 1
    colleague = make_user(RoleCode.PK, make_bapas())
    assert running(register(colleague, colleague.grants.get().office)) == 1


@pytest.mark.django_db
def test_a_failed_registration_leaves_no_gap_and_no_trace(pk, bapas):
    register(pk, bapas)
    with pytest.raises(Invalid) as refused:
        register(pk, bapas, guarantor=None, guidance_end_on=date(2025, 1, 1))
    assert set(refused.value.fields) == {"guidance_end_on"}
    assert (Client.objects.count(), Case.objects.count(), Guidance.objects.count()) == (1, 1, 1)
    assert running(register(pk, bapas)) == 2


@pytest.mark.django_db
def test_a_number_typed_by_hand_is_stepped_over(pk, bapas):
    today = today_in()
    taken = f"{bapas.code}/BIM-D/0001/{today.month:02d}/{today.year}"
    assert register(pk, bapas, register_no=taken).register_no == taken
    assert running(register(pk, bapas)) == 2


@pytest.mark.django_db
def test_a_pos_writes_in_the_book_of_its_bapas(pk, bapas):
    pos = Office.objects.create(kind=OfficeKind.POS, code="POS1", name="Pos Contoh", parent=bapas)
    first, second = register(pk, bapas), register(pk, pos)
    assert second.office == pos
    assert second.register_no.startswith(f"{bapas.code}/")
    assert running(second) == running(first) + 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"officer_id": None}, NotAllowed),
        ({"status": "DIVERSI"}, Invalid),
        ({"office_id": 0}, Invalid),
        ({"client_id": 0}, Client.DoesNotExist),
        ({"case_id": 0}, Case.DoesNotExist),
    ],
)
def test_what_register_client_refuses(changes, error, pk, bapas):
    with pytest.raises(error):
        register(pk, bapas, **changes)
    assert not Guidance.objects.exists()


@pytest.mark.django_db
def test_only_pk_and_apk_of_the_office_can_be_given_a_client(bapas, other_pk):
    operator = make_user(RoleCode.OPERATOR, bapas)
    for stranger in (other_pk, operator, make_user(RoleCode.HEAD, bapas)):
        with pytest.raises(Invalid) as refused:
            register(operator, bapas, officer_id=stranger.pk)
        assert set(refused.value.fields) == {"officer"}


@pytest.mark.django_db
def test_a_nik_seen_by_the_reader_is_refused_in_words(pk, bapas):
    person = {"name": "A", "sex": "M", "birth_on": date(1990, 1, 1), "nik": "3374011705900001"}
    register(pk, bapas, person=person)
    with pytest.raises(Invalid) as refused:
        register(pk, bapas, person={**person, "name": "B"})
    assert set(refused.value.fields) == {"nik"}


@pytest.mark.django_db
def test_a_known_person_keeps_the_residence(pk, bapas):
    first = make_guidance(office=bapas, officer=pk)
    second = register(pk, bapas, client_id=first.client_id)
    assert second.client == first.client
    assert not Residence.objects.exists()


@pytest.mark.django_db
def test_the_history_knows_who_wrote(pk, bapas):
    guidance = register(pk, bapas)
    event = Guidance.pgh_event_model.objects.get(pgh_obj_id=guidance.pk)
    assert event.pgh_context.metadata["user"] == pk.pk


@pytest.mark.django_db
def test_the_form_of_somebody_else_is_refused_and_registers_nothing(pk, bapas, other_pk, other_bapas):
    key = uuid4()
    register(other_pk, other_bapas, form_key=key)
    with pytest.raises(WrongState):
        register(pk, bapas, form_key=key)
    assert Guidance.objects.count() == 1


def test_two_at_once_never_get_the_same_number(transactional_db):
    office = make_bapas()
    people = [make_user(RoleCode.PK, office) for _ in range(2)]
    make_offence_group()
    start = threading.Barrier(len(people))
    numbers: list[int] = []

    def work(person: User) -> None:
        start.wait(timeout=10)
        numbers.extend(running(register(person, office)) for _ in range(5))
        connection.close()

    threads = [threading.Thread(target=work, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(numbers) == list(range(1, 11))
    assert RegisterCounter.objects.get().last == 10


def test_both_clicks_at_once_register_once(transactional_db):
    office = make_bapas()
    person = make_user(RoleCode.PK, office)
    make_offence_group()
    key = "5f0c6d0e-0f63-4f0e-9d0e-0d9f0d5a7a11"
    start = threading.Barrier(2)
    made: list[int] = []

    def click() -> None:
        start.wait(timeout=10)
        made.append(register(person, office, form_key=key).pk)
        connection.close()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert len(made) == 2
    assert len(set(made)) == 1
    assert Guidance.objects.count() == Client.objects.count() == 1
