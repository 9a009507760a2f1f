"""Writing a plan, handing it in, deciding with four eyes."""

import pytest
from django.db import DatabaseError, transaction

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from bapas_portal.core.once import StaleEdit
from programs.actions.line import change_line, remove_line
from programs.actions.plan import decide_plan, submit_plan
from programs.choices import PlanState
from programs.models import ActionPlan, PlanLine, PlanVersion
from programs.queries import plan as queries
from programs.rules.content import digest_of
from tests.factories import make_guidance, make_user
from tests.factories.partners import make_organisation
from tests.factories.programs import line_values, make_intervention, make_line, make_need, make_plan

pytestmark = pytest.mark.django_db
WRITE, APPROVE = "programs.write_plan", "programs.approve_plan"


def test_submitting_pins_words_and_digest(submitted, guidance, pk):
    assert (submitted.number, submitted.submitted_by, submitted.decision) == (1, pk, "")
    assert submitted.digest == digest_of(submitted.content)
    assert submitted.content["lines"][0]["need"]["label"] == "Tempat tinggal"
    assert ActionPlan.objects.get().state == PlanState.SUBMITTED
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanVersion.objects.filter(pk=submitted.pk).update(content={"lines": []})


def test_an_empty_plan_is_not_submitted(guidance, pk, scoped):
    with pytest.raises(Invalid):
        submit_plan(guidance_id=guidance.pk, by=pk, scope=scoped(pk, WRITE))
    line = make_line(make_plan(guidance))
    remove_line(line_id=line.pk, lock_version=0, by=pk, scope=scoped(pk, WRITE))
    with pytest.raises(Invalid):
        submit_plan(guidance_id=guidance.pk, by=pk, scope=scoped(pk, WRITE))


def test_a_plan_that_changed_since_it_was_read_is_not_submitted(add, guidance, pk, scoped):
    seen = add().plan.lock_version
    add(goal="Baris kedua")
    with pytest.raises(StaleEdit):
        submit_plan(guidance_id=guidance.pk, lock_version=seen, by=pk, scope=scoped(pk, WRITE))


def test_under_review_nothing_moves(submitted, add, guidance, pk, scoped):
    line, scope = PlanLine.objects.current().get(), scoped(pk, WRITE)
    for attempt in (
        lambda: add(),
        lambda: change_line(
            line_id=line.pk, lock_version=0, by=pk, scope=scope, **line_values(line.need, pk, goal="Lain")
        ),
        lambda: remove_line(line_id=line.pk, lock_version=0, by=pk, scope=scope),
        lambda: submit_plan(guidance_id=guidance.pk, by=pk, scope=scope),
    ):
        with pytest.raises(WrongState):
            attempt()


def test_approval_pins_the_version_and_leaves_a_trail(approved, head):
    assert (approved.decision, approved.decided_by) == (PlanState.APPROVED, head)
    assert ActionPlan.objects.get().state == PlanState.APPROVED
    event = AuditEvent.objects.get(verb="plan.approved")
    assert event.data == {"version": 1, "digest": approved.digest}
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanVersion.objects.filter(pk=approved.pk).update(decision="RETURNED")


def test_a_second_decision_is_refused(approved, guidance, head, scoped):
    with pytest.raises(WrongState):
        decide_plan(guidance_id=guidance.pk, approve=False, comment="x", by=head, scope=scoped(head, APPROVE))


def test_four_eyes(guidance, bapas, scoped):
    """A Kepala Bapas who also guides clients does not approve what the same person handed in."""
    both = make_user(RoleCode.HEAD, bapas)
    both.grants.create(role=RoleCode.PK, office=bapas, from_on="2020-01-01")
    own = make_guidance(office=bapas, officer=both)
    make_line(make_plan(own))
    submit_plan(guidance_id=own.pk, by=both, scope=scoped(both, WRITE))
    with pytest.raises(NotAllowed) as caught:
        decide_plan(guidance_id=own.pk, approve=True, by=both, scope=scoped(both, APPROVE))
    assert caught.value.code == "four_eyes"


def test_a_return_needs_a_comment_and_opens_the_plan(submitted, add, guidance, head, pk, scoped):
    scope = scoped(head, APPROVE)
    with pytest.raises(Invalid) as caught:
        decide_plan(guidance_id=guidance.pk, approve=False, comment=" ", by=head, scope=scope)
    assert "comment" in caught.value.fields
    decide_plan(guidance_id=guidance.pk, approve=False, comment="Tambah mitra", by=head, scope=scope)
    assert ActionPlan.objects.get().state == PlanState.RETURNED
    add(goal="Baris tambahan")
    version = submit_plan(guidance_id=guidance.pk, by=pk, scope=scoped(pk, WRITE))
    assert (version.number, len(version.content["lines"])) == (2, 2)


def test_a_decision_is_about_the_version_that_was_read(submitted, guidance, head, scoped):
    with pytest.raises(WrongState):
        decide_plan(guidance_id=guidance.pk, approve=True, version_number=7, by=head, scope=scoped(head, APPROVE))


COHORTS = [
    (RoleCode.SECTION_ADULT, False, True),
    (RoleCode.SECTION_ADULT, True, False),
    (RoleCode.SECTION_CHILD, True, True),
    (RoleCode.SECTION_CHILD, False, False),
    (RoleCode.HEAD, True, True),
    (RoleCode.PK, False, False),
    (RoleCode.KANWIL, False, False),
]


@pytest.mark.parametrize(("role", "child", "may"), COHORTS)
def test_who_decides_on_which_cohort(role, child, may, bapas, kanwil, pk, scoped):
    guidance = make_guidance(office=bapas, officer=pk, child=child)
    make_line(make_plan(guidance))
    submit_plan(guidance_id=guidance.pk, by=pk, scope=scoped(pk, WRITE))
    person = make_user(role, kanwil if role == RoleCode.KANWIL else bapas)
    scope = scoped(person, APPROVE)
    assert queries.inbox(scope).exists() is may
    if may:
        assert decide_plan(guidance_id=guidance.pk, approve=True, by=person, scope=scope).decision == "APPROVED"
        return
    with pytest.raises(ActionPlan.DoesNotExist):
        decide_plan(guidance_id=guidance.pk, approve=True, by=person, scope=scope)


def test_the_inbox_shows_the_oldest_first(bapas, pk, head, scoped):
    for _ in range(3):
        guidance = make_guidance(office=bapas, officer=pk)
        make_line(make_plan(guidance))
        submit_plan(guidance_id=guidance.pk, by=pk, scope=scoped(pk, WRITE))
    found = [plan.submitted_at for plan in queries.inbox(scoped(head, APPROVE))]
    assert found == sorted(found)
    assert len(found) == 3


def test_editing_after_approval_keeps_the_approved_version_and_shows_the_words(approved, guidance, pk, scoped):
    line = PlanLine.objects.current().get()
    values = line_values(line.need, pk, goal="Klien tinggal di rumah keluarga yang layak")
    change_line(line_id=line.pk, lock_version=0, by=pk, scope=scoped(pk, WRITE), **values)
    plan = ActionPlan.objects.get()
    assert plan.state == PlanState.DRAFT
    kept = queries.approved_version(queries.versions_of(plan))
    assert kept == approved
    (change,) = queries.changes_since(kept, plan)
    marked = {piece.mark: piece.text for piece in change.fields["goal"]}
    assert (marked["removed"], marked["added"]) == ("kontrakan", "keluarga")


def test_lists_put_what_helps_this_need_first(guidance, bapas, django_assert_num_queries):
    need = make_need(guidance)
    make_intervention("F2-UJI"), make_intervention("HOUSING-UJI")
    make_organisation(office=bapas, name="Sekolah", serves=["F2"])
    make_organisation(office=bapas, name="Griya", serves=["HOUSING"])
    with django_assert_num_queries(1):
        choices = queries.intervention_choices(need, is_child=False)
    assert choices[1][1] == [("HOUSING-UJI", "Intervensi HOUSING-UJI")]
    partners = queries.partner_choices(need, guidance)
    assert [name for _, name in partners[1][1]] == ["Griya"]
    assert [name for _, name in partners[2][1]] == ["Sekolah"]
