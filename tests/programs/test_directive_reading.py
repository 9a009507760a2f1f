"""Confirming by name and once, who has not, questions and answers, and their races."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError, Invalid, NotAllowed, WrongState
from bapas_portal.core.once import MARK, SentBefore
from programs.actions import directive as writing
from programs.actions import reading as actions
from programs.models import Answer, Question, Reading
from programs.queries.directive import unconfirmed
from programs.queries.question import threads, waiting
from programs.queries.reading import watch
from tests.factories import make_bapas, make_user
from tests.factories.directive import make_directive, make_draft, make_question, make_reading, publish

CONFIRM, WRITE, VIEW, WATCH = (f"programs.{one}_directive" for one in ("confirm", "write", "view", "watch"))


@pytest.fixture
def version(directorate):
    return make_directive(directorate)


def confirm(version, office, user, scoped):
    return actions.confirm_reading(version_id=version.pk, office_id=office.pk, by=user, scope=scoped(user, CONFIRM))


@pytest.mark.django_db
def test_the_head_confirms_once_for_the_office(version, bapas, head, scoped):
    first = confirm(version, bapas, head, scoped)
    second = confirm(version, bapas, make_user(RoleCode.HEAD, bapas), scoped)
    assert (second.pk, second.by) == (first.pk, head)
    assert getattr(second, MARK) and not getattr(first, MARK, False)


@pytest.mark.django_db
def test_nobody_confirms_for_another_office(version, bapas, kanwil, other_bapas, head, kanwil_staff, pk, scoped):
    """A Kanwil reaches its Bapas, and still does not confirm for it."""
    for office, user in ((other_bapas, head), (bapas, kanwil_staff), (kanwil, head), (bapas, pk)):
        with pytest.raises(NotAllowed):
            confirm(version, office, user, scoped)
    assert confirm(version, kanwil, kanwil_staff, scoped).office == kanwil


@pytest.mark.django_db
def test_a_new_version_asks_again_and_the_old_one_is_closed(version, bapas, head, directorate, scoped):
    confirm(version, bapas, head, scoped)
    assert unconfirmed(head) == []
    newer = publish(make_draft(directorate, directive=version.directive, version=2), directorate)
    assert unconfirmed(head) == [(newer, bapas)]
    other = make_bapas(bapas.parent)
    with pytest.raises(actions.Superseded):
        confirm(version, other, make_user(RoleCode.HEAD, other), scoped)


@pytest.mark.django_db
def test_a_withdrawn_directive_is_not_confirmed(version, bapas, head, directorate, scoped):
    scope = scoped(directorate, WRITE)
    writing.withdraw_directive(directive_id=version.directive_id, reason="Diganti", by=directorate, scope=scope)
    assert unconfirmed(head) == []
    with pytest.raises(WrongState):
        confirm(version, bapas, head, scoped)


@pytest.mark.django_db
def test_who_has_not_overdue_first_and_only_in_reach(
    bapas, other_bapas, kanwil, head, kanwil_staff, directorate, scoped
):
    today = today_in()
    old = make_directive(directorate, published_at=timezone.now() - timedelta(9), due_on=today - timedelta(2))
    new = make_directive(directorate, due_on=today)
    make_reading(old, kanwil, kanwil_staff)
    everyone = watch(scoped(directorate, WATCH), read=False)
    assert everyone.confirmed.asked == 8
    assert (everyone.confirmed.done, everyone.confirmed.percent, everyone.overdue) == (1, 12, 3)
    assert [line.version for line in everyone.lines[:3]] == [old] * 3
    assert (everyone.lines[0].waiting.days_open, everyone.lines[0].waiting.days_over) == (9, 2)
    own = watch(scoped(kanwil_staff, WATCH), read=False)
    assert {line.office for line in own.lines} == {kanwil, bapas}
    one = watch(scoped(directorate, WATCH), version=new, kanwil=kanwil, read=False)
    assert {line.office for line in one.lines} == {kanwil, bapas}
    done = watch(scoped(directorate, WATCH), read=True).lines
    assert [(line.office, line.reading.by) for line in done if line.reading] == [(kanwil, kanwil_staff)]


@pytest.mark.django_db
def test_a_question_is_asked_once_and_answered_for_all(version, bapas, pk, directorate, scoped):
    key, ask = uuid4(), {"version_id": version.pk, "by": pk, "scope": scoped(pk, VIEW)}
    first = actions.ask_question(text=" Boleh daring? ", form_key=key, **ask)
    assert actions.ask_question(text="Boleh daring?", form_key=key, **ask) == first
    with pytest.raises(SentBefore):
        actions.ask_question(text="Lain", form_key=key, **ask)
    with pytest.raises(Invalid):
        actions.ask_question(text="  ", form_key=uuid4(), **ask)
    reply = {"question_id": first.pk, "by": directorate, "scope": scoped(directorate, WRITE)}
    actions.answer_question(text="Tidak", seen=0, form_key=uuid4(), **reply)
    with pytest.raises(actions.AnsweredMeanwhile):
        actions.answer_question(text="Boleh", seen=0, form_key=uuid4(), **reply)
    with pytest.raises(NotAllowed):
        actions.answer_question(
            question_id=first.pk, text="Saya jawab", seen=1, form_key=uuid4(), by=pk, scope=scoped(pk, WRITE)
        )
    assert [answer.text for answer in threads(version.directive_id)[0].answers] == ["Tidak"]
    assert not waiting().exists()


@pytest.mark.django_db
def test_a_question_is_put_right_by_another_entry(version, bapas, pk, head, directorate, scoped):
    old = make_question(version, bapas, pk, text="Kapn?")
    put_right = {"question_id": old.pk, "text": "Kapan?"}
    with pytest.raises(Question.DoesNotExist):
        actions.correct_question(form_key=uuid4(), by=head, scope=scoped(head, VIEW), **put_right)
    new = actions.correct_question(form_key=uuid4(), by=pk, scope=scoped(pk, VIEW), **put_right)
    with pytest.raises(WrongState):
        actions.correct_question(form_key=uuid4(), by=pk, scope=scoped(pk, VIEW), **put_right)
    with pytest.raises(WrongState):
        reply = {"by": directorate, "scope": scoped(directorate, WRITE), "form_key": uuid4()}
        actions.answer_question(question_id=old.pk, text="Besok", seen=0, **reply)
    thread = threads(version.directive_id)[0]
    assert (thread.question, thread.earlier) == (new, [old])
    assert list(waiting()) == [new]


@pytest.mark.django_db(transaction=True)
def test_two_heads_and_two_answers_at_once(bapas, directorate, pk, scoped):
    version = make_directive(directorate)
    question = make_question(version, bapas, pk)
    heads = [make_user(RoleCode.HEAD, bapas) for _ in range(4)]
    scopes = {user.pk: scoped(user, CONFIRM) for user in heads}
    write = scoped(directorate, WRITE)

    def act(number: int) -> bool:
        user = heads[number % 4]
        try:
            if number < 4:
                actions.confirm_reading(version_id=version.pk, office_id=bapas.pk, by=user, scope=scopes[user.pk])
            else:
                actions.answer_question(
                    question_id=question.pk, text=f"{number}", seen=0, form_key=uuid4(), by=directorate, scope=write
                )
        except DomainError:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(act, range(8)))
    assert done[:4] == [True] * 4
    assert sum(done[4:]) == 1
    assert (Reading.objects.count(), Answer.objects.count()) == (1, 1)
