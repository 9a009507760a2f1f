"""Writing, publishing and withdrawing directives; what was published stays; shares are pinned."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, InternalError, transaction

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from bapas_portal.core.once import SentBefore, StaleEdit
from programs.actions import directive as actions
from programs.actions import directive_part as parts
from programs.models import Answer, Directive, DirectiveVersion, Question, Reading, Target, TargetShare
from programs.queries.directive import compared, content_digest
from programs.queries.target import progress_of
from tests.factories import make_bapas, make_guidance, make_kanwil
from tests.factories.directive import (
    directive_values,
    make_directive,
    make_draft,
    make_question,
    make_reading,
    make_target,
)
from tests.factories.programs import make_activity, make_participation

pytestmark = pytest.mark.django_db
WRITE = "programs.write_directive"


@pytest.fixture
def acting(directorate, scoped):
    return {"by": directorate, "scope": scoped(directorate, WRITE)}


def published(version, acting):
    return actions.publish_directive(directive_id=version.directive_id, lock_version=version.lock_version, **acting)


def target(version, acting, **changes):
    values = {"measure": "ACTIVITIES", "period": "BULAN", "rule": "SAMA", "amount": 2, "basis_on": None, "listed": ""}
    values |= {"form_key": uuid4()} | changes
    return parts.add_target(directive_id=version.directive_id, **values, **acting)


def test_a_directive_from_draft_to_published(acting):
    version = actions.draft_directive(form_key=uuid4(), **directive_values(), **acting)
    parts.add_file(directive_id=version.directive_id, data=b"%PDF-1", name="a.pdf", **acting)
    version.refresh_from_db()
    done = published(version, acting)
    assert (done.state, done.published_by, len(done.digest)) == ("PUBLISHED", acting["by"], 64)
    assert done.digest == content_digest(DirectiveVersion.objects.get(pk=done.pk))
    verbs = list(AuditEvent.objects.order_by("sequence").values_list("verb", flat=True))
    assert verbs == ["directive.drafted", "directive.file_added", "directive.published"]


def test_a_form_sent_twice_makes_one_draft(acting):
    key, values = uuid4(), directive_values()
    first = actions.draft_directive(form_key=key, **values, **acting)
    assert actions.draft_directive(form_key=key, **values, **acting) == first
    with pytest.raises(SentBefore):
        actions.draft_directive(form_key=key, **values | {"title": "Judul lain"}, **acting)
    assert Directive.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "  "}, "title"),
        ({"body": ""}, "body"),
        ({"terms": [{"term": "A", "text": ""}]}, "terms"),
        ({"terms": [{"term": "A", "text": "x"}, {"term": "a", "text": "y"}]}, "terms"),
        ({"due_on": date(2020, 1, 1)}, "due_on"),
    ],
)
def test_faults_stand_beside_their_field(changes, field, acting):
    with pytest.raises(Invalid) as refused:
        actions.draft_directive(form_key=uuid4(), **directive_values(**changes), **acting)
    assert field in refused.value.fields


def test_a_number_is_used_once(acting):
    old = make_draft(acting["by"])
    with pytest.raises(Invalid) as refused:
        actions.draft_directive(form_key=uuid4(), **directive_values(number=old.directive.number), **acting)
    assert "number" in refused.value.fields


def test_nobody_else_writes(kanwil_staff, head, scoped):
    for user in (kanwil_staff, head):
        with pytest.raises(NotAllowed):
            actions.draft_directive(form_key=uuid4(), by=user, scope=scoped(user, WRITE), **directive_values())


def test_a_second_window_overwrites_nothing(acting):
    version = make_draft(acting["by"])
    values = {**directive_values(number=version.directive.number), "directive_id": version.directive_id}
    actions.change_draft(lock_version=0, **values | {"title": "Pertama"}, **acting)
    with pytest.raises(StaleEdit):
        actions.change_draft(lock_version=0, **values | {"title": "Kedua"}, **acting)
    assert DirectiveVersion.objects.get(pk=version.pk).title == "Pertama"


def test_publishing_what_was_not_read_is_refused(acting):
    version = make_draft(acting["by"])
    target(version, acting)
    with pytest.raises(StaleEdit):
        published(version, acting)


def test_a_new_version_shows_what_changed_and_keeps_number_and_kind(acting):
    old = make_directive(acting["by"], body="Satu kegiatan setiap bulan")
    draft = actions.revise_directive(directive_id=old.directive_id, **acting)
    assert (draft.number, draft.body) == (2, old.body)
    assert actions.revise_directive(directive_id=old.directive_id, **acting) == draft
    values = directive_values(number=old.directive.number, body="Dua kegiatan setiap bulan")
    with pytest.raises(Invalid) as refused:
        actions.change_draft(
            directive_id=old.directive_id, lock_version=0, **values | {"number": "Nomor lain"}, **acting
        )
    assert "number" in refused.value.fields
    draft = actions.change_draft(directive_id=old.directive_id, lock_version=0, **values, **acting)
    found = compared(published(draft, acting))
    assert found is not None
    assert [(piece.mark, piece.text) for piece in found.changes[0].pieces][:2] == [
        ("removed", "Satu"),
        ("added", "Dua"),
    ]


def test_a_copy_takes_files_and_targets_along_and_the_old_version_keeps_its_own(acting):
    version = make_draft(acting["by"])
    file = parts.add_file(directive_id=version.directive_id, data=b"%PDF-1", name="a.pdf", **acting)
    target(version, acting)
    version.refresh_from_db()
    old = published(version, acting)
    draft = actions.revise_directive(directive_id=old.directive_id, **acting)
    copy = draft.files.get()
    parts.remove_file(file_id=copy.pk, **acting)
    parts.remove_target(target_id=draft.targets.get().pk, **acting)
    assert old.files.get(removed_at=None).pk == file.pk
    assert old.targets.filter(removed_at=None).count() == 1
    with pytest.raises(DirectiveVersion.DoesNotExist):
        parts.remove_file(file_id=file.pk, **acting)


def test_withdrawing_needs_a_reason_and_is_final(acting):
    version = make_directive(acting["by"])
    with pytest.raises(Invalid):
        actions.withdraw_directive(directive_id=version.directive_id, reason=" ", **acting)
    actions.withdraw_directive(directive_id=version.directive_id, reason="Diganti", **acting)
    with pytest.raises(WrongState):
        actions.withdraw_directive(directive_id=version.directive_id, reason="Lagi", **acting)
    with pytest.raises(WrongState):
        actions.revise_directive(directive_id=version.directive_id, **acting)


def test_the_database_keeps_what_was_published(acting, bapas, head, pk):
    version = make_draft(acting["by"])
    make_target(version)
    version = published(version, acting)
    make_reading(version, bapas, head)
    question = make_question(version, bapas, pk)
    Answer.objects.create(question=question, text="Ya", form_key=uuid4(), by=acting["by"])
    directives = Directive.objects.filter(pk=version.directive_id)
    versions = DirectiveVersion.objects.filter(pk=version.pk)
    tries = [
        lambda: versions.update(body="lain"),
        lambda: versions.update(state="DRAFT", published_at=None, published_by=None, digest=""),
        lambda: versions._raw_delete("default"),
        lambda: directives.update(number="lain"),
        lambda: directives.update(kind="TARGET"),
        lambda: make_target(version, measure="PLANS"),
        lambda: Target.objects.update(amount=9),
        lambda: TargetShare.objects.update(value=9),
        lambda: TargetShare.objects.create(target=Target.objects.get(), office=make_bapas(), value=1),
        lambda: Reading.objects.update(by=pk),
        lambda: Question.objects.update(text="lain"),
        lambda: Answer.objects.all()._raw_delete("default"),
        lambda: make_reading(make_draft(acting["by"]), bapas, head),
    ]
    for number, attempt in enumerate(tries):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            attempt()
            pytest.fail(f"attempt {number} went through")


def test_shares_are_pinned_with_the_clients_they_came_from(acting, bapas, pk, other_bapas):
    for _ in range(3):
        make_guidance(office=bapas, officer=pk)
    pos = Office.objects.create(kind=OfficeKind.POS, code="P1", name="Pos Contoh", parent=bapas)
    make_guidance(office=pos, officer=pk)
    version = make_draft(acting["by"])
    target(version, acting, rule="PER_100", amount=50, basis_on=today_in())
    target(version, acting, rule="BAGI", measure="PLANS", amount=8, basis_on=today_in())
    version.refresh_from_db()
    version = published(version, acting)
    found = {(row.target.rule, row.office_id): (row.value, row.basis) for row in TargetShare.objects.all()}
    assert found[("PER_100", bapas.pk)] == (2, 4)
    assert found[("PER_100", other_bapas.pk)] == (0, 0)
    assert found[("BAGI", bapas.pk)] == (8, 4)
    make_guidance(office=other_bapas, officer=pk)
    assert TargetShare.objects.get(target__rule="BAGI", office=other_bapas).value == 0


def test_a_sum_cannot_be_split_among_nobody(acting, bapas):
    version = make_draft(acting["by"])
    target(version, acting, rule="BAGI", basis_on=date(2001, 1, 1))
    version.refresh_from_db()
    with pytest.raises(Invalid):
        published(version, acting)


def test_a_list_of_offices_with_its_faults_by_line(acting, bapas, other_bapas):
    version = make_draft(acting["by"])
    text = f"{bapas.code}; 4\nBapas Entah; 3\n{other_bapas.name}, x\n{bapas.name}\t5"
    with pytest.raises(Invalid) as refused:
        target(version, acting, rule="DAFTAR", amount=None, listed=text)
    said = str(refused.value.fields["listed"])
    assert all(words in said for words in ("Baris 2: Bapas “Bapas Entah”", "Baris 3", "Baris 4", "dua kali"))
    made = target(version, acting, rule="DAFTAR", amount=7, basis_on=today_in(), listed=f"{bapas.name.upper()};0")
    assert (made.amount, made.basis_on, made.listed) == (None, None, [{"office": bapas.pk, "value": 0}])


@pytest.mark.parametrize("changes", [{"amount": None}, {"rule": "PER_100"}, {"rule": "DAFTAR", "listed": " "}])
def test_a_target_says_what_its_rule_needs(changes, acting):
    with pytest.raises(Invalid):
        target(make_draft(acting["by"]), acting, **changes)


def test_progress_is_counted_from_the_rows_and_adds_up(acting, bapas, other_bapas, pk, head, scoped, nation):
    second = make_bapas(bapas.parent)
    version = make_draft(acting["by"], applies_from=today_in() - timedelta(60))
    target(version, acting)
    target(version, acting, measure="PARTICIPANTS", amount=3)
    version.refresh_from_db()
    version = published(version, acting)
    day = date(2026, 10, 10)
    guidance = make_guidance(office=bapas, officer=pk)
    for office, state in ((bapas, "ACCEPTED"), (bapas, "ACCEPTED"), (bapas, "SUBMITTED"), (other_bapas, "ACCEPTED")):
        activity = make_activity(office, pk, held_on=day, state=state)
        if office == bapas:
            make_participation(activity, guidance)
    view = "programs.view_directive"
    own = progress_of(version, scoped(head, view), day=day)
    assert [(one.own.value, one.own.target) for one in own if one.own] == [(2, 2), (1, 3)]
    assert [(one.nation.value, one.nation.target) for one in own] == [(3, 6), (1, 9)]
    nation_rows = progress_of(version, scoped(acting["by"], view), day=day)[0]
    assert nation_rows.own is None
    assert sum(row.value for row in nation_rows.rows) == nation_rows.nation.value
    assert sum(row.target for row in nation_rows.rows) == nation_rows.nation.target
    one = progress_of(version, scoped(acting["by"], view), day=day, kanwil=bapas.parent)[0]
    assert {(row.office_id, row.value) for row in one.rows} == {(bapas.pk, 2), (second.pk, 0)}
    assert progress_of(version, scoped(head, view), day=date(2026, 8, 1))[0].nation.value == 0
    assert make_kanwil(nation).pk not in {row.office_id for row in nation_rows.rows}
