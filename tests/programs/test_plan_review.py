"""Reviews of plans: when one is due and why, what it says, and the list of what waits."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import add_months, today_in
from bapas_portal.core.errors import DomainError, Invalid, WrongState
from clients.models import NewInformation, OfficerAssignment
from programs.actions.plan_review import review_plan
from programs.choices import ReviewCause
from programs.models import PlanReview
from programs.queries.plan_review import ReviewRow, overdue_lines, review_of, review_rows
from programs.rules.plan_review import TRIGGERS, ReviewDue, ReviewFacts, review_due
from tests.factories import make_guidance, make_user
from tests.factories.instruments import make_assessment
from tests.factories.plan_review import make_review, make_version
from tests.factories.programs import make_line, make_need, make_plan
from tests.programs.pages import url

pytestmark = pytest.mark.django_db
WRITE, VIEW = "programs.write_plan", "programs.view_plan"
TERMS = {"months": 3, "soon_days": 14}
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@pytest.fixture
def version(guidance):
    plan = make_plan(guidance)
    make_line(plan)
    return make_version(plan, at=timezone.now() - timedelta(120))


@pytest.fixture
def look(guidance, version, pk, scoped):
    """look(**changes) -> a review written down by the guidance's PK."""
    line = version.content["lines"][0]["line"]

    def looking(**changes) -> PlanReview:
        values = {"guidance_id": guidance.pk, "reviewed_on": today_in(), "looked_at": "Kunjungan rumah"}
        values |= {"result": "LANJUT", "goals": {line: ("BAIK", "")}, "form_key": uuid4(), "by": pk}
        return review_plan(**values | {"scope": scoped(pk, WRITE)} | changes)

    return looking


def sent(version, **changes) -> dict:
    line = version.content["lines"][0]["line"]
    said = {"form_key": str(uuid4()), "seen": "0", "reviewed_on": today_in().isoformat(), "result": "UBAH"}
    return (
        said | {"looked_at": "Wawancara", f"progress_{line}": "TERSENDAT", f"note_{line}": "Belum punya KTP"} | changes
    )


class TestRule:
    @pytest.mark.parametrize(("days", "is_open"), [(0, False), (70, False), (76, True), (91, True), (200, True)])
    def test_the_period_opens_a_fortnight_ahead(self, days, is_open):
        start = date(2026, 1, 10)
        due = review_due(ReviewFacts(start), start + timedelta(days), **TERMS)
        assert (due.cause, due.due_on, due.is_open) == (ReviewCause.PERIOD, date(2026, 4, 10), is_open)

    @given(
        approved=DAYS, reviewed=st.none() | DAYS, today=DAYS, happened=st.dictionaries(st.sampled_from(TRIGGERS), DAYS)
    )
    def test_what_happened_opens_it_at_once_and_never_later_than_the_period(self, approved, reviewed, today, happened):
        due = review_due(ReviewFacts(approved, reviewed, happened), today, **TERMS)
        assert due.due_on <= add_months(max(approved, reviewed or approved), 3)
        assert due.is_open or not happened
        if happened:
            assert due.cause == min(happened, key=TRIGGERS.index)


class TestDue:
    def due(self, guidance, pk, scoped):
        row = review_of(scoped(pk, VIEW), guidance.pk)
        return None if row is None else (row.due.cause.value, row.due.is_open)

    def test_after_three_months_and_again_after_the_review(self, version, guidance, pk, scoped, look):
        row = review_of(scoped(pk, VIEW), guidance.pk)
        assert row is not None and row.due.cause == "BERKALA" and row.days_left < 0 and "setiap 3 bulan" in row.reason
        look()
        assert self.due(guidance, pk, scoped) == ("BERKALA", False)

    def test_nothing_before_an_approval_or_after_the_end(self, guidance, pk, scoped):
        plan = make_plan(guidance)
        make_line(plan)
        assert self.due(guidance, pk, scoped) is None
        make_version(plan)
        assert self.due(guidance, pk, scoped) == ("BERKALA", False)
        guidance.ended_on, guidance.end_reason = today_in(), "SELESAI"
        guidance.save()
        assert self.due(guidance, pk, scoped) is None

    def test_a_new_need_but_not_the_same_one_again(self, version, guidance, pk, scoped, look):
        look()
        make_need(guidance, "WORK")
        assert self.due(guidance, pk, scoped) == ("KEBUTUHAN", True)
        look(seen=1)
        need = guidance.needs.get(code="WORK")
        need.closed_on, need.closing = today_in(), "MET"
        need.save()
        make_need(guidance, "WORK", opened_on=today_in())
        assert self.due(guidance, pk, scoped) == ("BERKALA", False)

    def test_another_category_but_not_the_same(self, version, guidance, pk, scoped, look):
        make_assessment(guidance)
        look()
        make_assessment(guidance)
        assert self.due(guidance, pk, scoped) == ("BERKALA", False)
        make_assessment(guidance, "RRI", 12)
        assert self.due(guidance, pk, scoped) == ("KATEGORI", True)

    def test_a_breach_and_another_officer(self, version, guidance, bapas, pk, scoped, look):
        days = {"from_on": guidance.start_on, "to_on": today_in() - timedelta(1)}
        OfficerAssignment.objects.get_or_create(guidance=guidance, officer=pk, defaults=days)
        look()
        OfficerAssignment.objects.filter(guidance=guidance).update(to_on=today_in() - timedelta(1))
        OfficerAssignment.objects.create(guidance=guidance, officer=make_user(RoleCode.PK, bapas), from_on=today_in())
        assert self.due(guidance, pk, scoped) == ("PK_BARU", True)
        NewInformation.objects.create(
            guidance=guidance, kind="PELANGGARAN", noted_on=today_in(), text="Tidak lapor", by=pk
        )
        assert self.due(guidance, pk, scoped) == ("PELANGGARAN", True)

    def test_a_closing_review_ends_it_until_a_version_is_approved_anew(self, version, guidance, pk, scoped, look):
        look(result="SELESAI")
        assert self.due(guidance, pk, scoped) is None
        make_version(version.plan)
        assert self.due(guidance, pk, scoped) == ("BERKALA", False)

    def test_one_query_whatever_the_office_holds(self, version, bapas, pk, scoped):
        for _number in range(3):
            plan = make_plan(make_guidance(office=bapas, officer=pk))
            make_line(plan)
            make_version(plan)
        scope = scoped(pk, VIEW)
        with CaptureQueriesContext(connection) as queries:
            assert len(review_rows(scope)) == 4
        assert len(queries) == 1

    def test_outside_the_scope_there_is_nothing(self, version, guidance, other_pk, scoped):
        assert review_rows(scoped(other_pk, VIEW)) == []
        assert not overdue_lines(scoped(other_pk, VIEW)).exists()


class TestReview:
    def test_it_keeps_its_cause_its_goals_and_a_trail(self, version, look):
        review = look(looked_at=" Wawancara ")
        assert (review.number, review.cause, review.looked_at) == (1, "BERKALA", "Wawancara")
        assert review.goals.get().progress == "BAIK"
        assert look(seen=1).cause == "LEBIH_AWAL"
        assert AuditEvent.objects.filter(verb="plan.reviewed").count() == 2

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"looked_at": " "}, "looked_at"),
            ({"looked_at": "x" * 2001}, "looked_at"),
            ({"result": "?"}, "result"),
            ({"reviewed_on": today_in() + timedelta(2)}, "reviewed_on"),
            ({"reviewed_on": today_in() - timedelta(130)}, "reviewed_on"),
            ({"goals": {}}, "progress"),
        ],
    )
    def test_what_is_missing_is_said_at_its_field(self, look, changes, field):
        with pytest.raises(Invalid) as told:
            look(**changes)
        assert [name.partition("_")[0] for name in told.value.fields] == [field.partition("_")[0]]

    @pytest.mark.parametrize("progress", ["TERSENDAT", "HENTIKAN"])
    def test_trouble_is_said_in_words(self, version, look, progress):
        line = version.content["lines"][0]["line"]
        with pytest.raises(Invalid) as told:
            look(goals={line: (progress, " ")})
        assert list(told.value.fields) == [f"note_{line}"]

    def test_a_goal_of_another_plan_is_refused(self, look):
        with pytest.raises(WrongState):
            look(goals={0: ("BAIK", "")})

    def test_the_same_form_saves_once(self, version, look):
        key, line = uuid4(), version.content["lines"][0]["line"]
        assert look(form_key=key).pk == look(form_key=key).pk
        with pytest.raises(DomainError, match="sudah terkirim"):
            look(form_key=key, goals={line: ("TERCAPAI", "")})

    def test_rows_stay_as_they_are(self, version, look):
        review = look()
        for act in (
            lambda: PlanReview.objects.filter(pk=review.pk).update(looked_at="x"),
            lambda: review.goals.update(note="x"),
            review.goals.get().delete,
        ):
            with pytest.raises(InternalError), transaction.atomic():
                act()
        with pytest.raises(IntegrityError), transaction.atomic():
            make_review(version, looked_at="")


class TestPages:
    def test_from_the_list_to_the_review_and_off_the_list(self, version, guidance, pk, head, signed_in):
        browser, name = signed_in(pk), guidance.client.name
        for reader in (browser, signed_in(head)):
            page = reader.get(url("plan_review_list")).content.decode()
            assert page.count(name) >= 2 and "1 rencana, 1 lewat waktu" in page and "1 tujuan" in page
        assert url("plan_review", guidance.pk) in browser.get(url("plan_review_list")).content.decode()
        form = browser.get(url("plan_review", guidance.pk)).content.decode()
        assert version.content["lines"][0]["goal"] in form
        answer = browser.post(url("plan_review", guidance.pk), sent(version), follow=True)
        page = answer.content.decode()
        assert "Tinjauan tersimpan" in page and "Belum punya KTP" in page and "belum waktunya" in page
        assert browser.get(url("plan_review_list")).context["found"].total == 0

    def test_the_list_is_narrowed_by_cause_and_by_whose(self, version, bapas, pk, signed_in):
        other = make_plan(make_guidance(office=bapas, officer=make_user(RoleCode.PK, bapas)))
        make_line(other)
        make_version(other, at=timezone.now() - timedelta(99))
        browser = signed_in(pk)
        totals = [
            browser.get(url("plan_review_list"), asked).context["found"].total
            for asked in ({}, {"whose": "office"}, {"cause": "BERKALA"}, {"cause": "KEBUTUHAN"})
        ]
        assert totals == [1, 2, 1, 0]

    def test_a_faulty_form_keeps_what_was_typed_and_twice_is_told(self, version, guidance, pk, signed_in):
        browser, form = signed_in(pk), sent(version)
        answer = browser.post(url("plan_review", guidance.pk), form | {"result": "", "looked_at": "Kata saya"})
        assert answer.status_code == 422 and "Kata saya" in answer.content.decode()
        browser.post(url("plan_review", guidance.pk), form)
        again = browser.post(url("plan_review", guidance.pk), form, follow=True)
        assert "sudah terkirim sebelumnya" in again.content.decode()

    def test_for_its_readers_only(self, version, guidance, bapas, other_pk, kanwil_staff, signed_in, client):
        one, many = url("plan_review", guidance.pk), url("plan_review_list")
        assert signed_in(make_user(RoleCode.PK, bapas)).get(one).status_code == 404
        assert signed_in(other_pk).get(one).status_code == 404
        assert guidance.client.name not in signed_in(other_pk).get(many, {"whose": "office"}).content.decode()
        assert signed_in(make_user(RoleCode.HEAD, bapas)).get(one).status_code == 403
        assert [signed_in(kanwil_staff).get(page).status_code for page in (one, many)] == [403, 403]
        assert [client.get(page).status_code for page in (one, many)] == [302, 302]

    def test_without_a_version_in_force_there_is_nothing_to_review(self, guidance, pk, signed_in):
        make_line(make_plan(guidance))
        assert signed_in(pk).get(url("plan_review", guidance.pk)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_once_write_one_review(guidance, version, look):
    def send(_number: int) -> bool:
        try:
            look()
        except WrongState:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(send, range(4))) == 1
    assert PlanReview.objects.count() == 1


@pytest.mark.parametrize(
    ("due_on", "said"), [(date(2026, 3, 1), "Tinjauan berkalanya sudah jatuh 1 Maret 2026."), (date(2026, 4, 1), "")]
)
def test_a_periodic_review_that_fell_before_the_trigger_is_said_too(due_on, said):
    due = ReviewDue(ReviewCause.OFFICER, date(2026, 4, 1), due_on, is_open=True)
    assert ReviewRow(1, None, due, -5).reason == f"PK berganti 1 April 2026. {said}".strip()
