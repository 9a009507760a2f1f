"""The catalogue of interventions: changed by Ditjenpas alone, never the words a plan was made with."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from bapas_portal.core.errors import Invalid, NotAllowed
from bapas_portal.core.once import SentBefore, StaleEdit
from programs.actions import catalogue as actions
from programs.models import Intervention
from programs.queries.catalogue import CatalogueFilter, catalogue, expected, history
from programs.queries.plan import intervention_choices
from tests.factories import make_guidance
from tests.factories.instruments import make_assessment
from tests.factories.programs import make_intervention, make_line, make_need, make_plan

pytestmark = pytest.mark.django_db
WORDS = {"name": "Kelas keuangan keluarga", "kind": "PERSONALITY", "serves": "F6"}


@pytest.fixture
def who(directorate, scoped):
    return {"by": directorate, "scope": scoped(directorate, actions.EDIT)}


@pytest.fixture
def entry(who) -> Intervention:
    return actions.add_intervention(form_key=uuid4(), **WORDS, **who)


def page(name, code):
    return reverse(f"programs:{name}", args=[code])


def test_an_entry_gets_a_code_of_its_need_and_a_double_click_saves_once(who, entry):
    again = actions.add_intervention(form_key=entry.form_key, **WORDS, **who)
    assert (again.pk, entry.pk.startswith("F6-")) == (entry.pk, True)
    with pytest.raises(SentBefore):
        actions.add_intervention(form_key=entry.form_key, **WORDS | {"name": "Lain"}, **who)
    with pytest.raises(Invalid) as refused:
        actions.add_intervention(form_key=uuid4(), **WORDS | {"name": "kelas keuangan KELUARGA"}, **who)
    assert set(refused.value.fields) == {"name"}
    other = actions.add_intervention(form_key=uuid4(), **WORDS | {"name": "Pendampingan utang"}, **who)
    assert other.pk != entry.pk and other.order > entry.order


def test_an_officer_changes_nothing(pk, scoped, entry):
    who = {"by": pk, "scope": scoped(pk, "programs.write_plan")}
    with pytest.raises(NotAllowed):
        actions.add_intervention(form_key=uuid4(), **WORDS, **who)
    with pytest.raises(NotAllowed):
        actions.retire_intervention(code=entry.pk, lock_version=0, reason="x", **who)


def test_words_that_a_plan_uses_are_fixed_and_a_plan_keeps_what_is_retired(bapas, pk, who, entry):
    line = make_line(make_plan(make_guidance(office=bapas, officer=pk)), intervention_id=entry.pk)
    with pytest.raises(Invalid) as refused:
        actions.change_intervention(code=entry.pk, lock_version=0, **WORDS | {"name": "Lain"}, **who)
    assert "Hentikan entri ini" in refused.value.fields["name"]
    with pytest.raises(IntegrityError, match="intervention_in_use_is_fixed"), transaction.atomic():
        Intervention.objects.filter(pk=entry.pk).update(serves="F5")
    actions.retire_intervention(code=entry.pk, lock_version=0, reason="Diganti", **who)
    assert entry not in catalogue(CatalogueFilter())
    assert entry in catalogue(CatalogueFilter(with_retired=True))
    make_intervention("F2-UJI")
    offered = dict(intervention_choices(None, is_child=False, keep=line.intervention_id)[1][1])
    assert offered[entry.pk] == WORDS["name"]
    assert entry.pk not in dict(intervention_choices(None, is_child=False)[1][1])


def test_unused_it_may_be_worded_anew_and_two_windows_overwrite_nothing(who, entry):
    actions.change_intervention(code=entry.pk, lock_version=0, **WORDS | {"name": "Satu"}, **who)
    with pytest.raises(StaleEdit):
        actions.change_intervention(code=entry.pk, lock_version=0, **WORDS | {"name": "Dua"}, **who)
    entry.refresh_from_db()
    assert entry.name == "Satu"


def test_the_dosage_of_a_risk_is_offered_with_the_intervention(bapas, pk, who, entry, scoped):
    amounts = {"LOW": None, "MEDIUM": Decimal("2"), "HIGH": Decimal("4.5"), "VERY_HIGH": None}
    actions.set_dosage(code=entry.pk, lock_version=0, unit="SESSIONS", amounts=amounts, **who)
    actions.set_dosage(code=entry.pk, lock_version=1, unit="SESSIONS", amounts=amounts | {"MEDIUM": None}, **who)
    with pytest.raises(Invalid):
        actions.set_dosage(code=entry.pk, lock_version=2, unit="SESSIONS", amounts={"LOW": Decimal(0)}, **who)
    guidance = make_guidance(office=bapas, officer=pk)
    scope = scoped(pk, "programs.write_plan")
    assert expected(scope, guidance) == {}
    assessment = make_assessment(guidance, "RRI", 9)
    amounts = dict.fromkeys(amounts) | {assessment.category: Decimal("4.5")}
    actions.set_dosage(code=entry.pk, lock_version=2, unit="SESSIONS", amounts=amounts, **who)
    assert expected(scope, guidance) == {entry.pk: "4,5 pertemuan sebulan"}
    said = [event.text for event in history(entry)]
    assert said.count("Sedang: 2 pertemuan sebulan") == 1 and "Sedang: –" in said
    assert {event.who for event in history(entry)} == {who["by"].name}
    assert said.count("Kelas keuangan keluarga (Kepribadian, Keuangan)") == 1


def test_the_dosage_stands_on_the_plan_and_on_the_form_of_a_line(signed_in, bapas, pk, who, entry):
    guidance = make_guidance(office=bapas, officer=pk)
    assessment = make_assessment(guidance, "RRI", 9)
    amounts = {assessment.category: Decimal(3)}
    actions.set_dosage(code=entry.pk, lock_version=0, unit="HOURS", amounts=amounts, **who)
    make_line(make_plan(guidance), make_need(guidance), intervention_id=entry.pk)
    browser = signed_in(pk)
    body = browser.get(reverse("programs:plan_detail", args=[guidance.pk])).content.decode()
    assert "takaran 3 jam sebulan" in body
    body = browser.get(reverse("programs:line_add", args=[guidance.pk])).content.decode()
    assert "Kelas keuangan keluarga · 3 jam sebulan" in body


def test_everybody_reads_it_and_only_ditjenpas_changes_it(client, signed_in, pk, kanwil_staff, directorate, entry):
    for reader in (pk, kanwil_staff, directorate):
        browser = signed_in(reader)
        assert entry.name in browser.get(reverse("programs:catalogue_list")).content.decode()
        assert browser.get(page("catalogue_detail", entry.pk)).status_code == 200
        wanted = 200 if reader == directorate else 403
        for name in ("catalogue_edit", "catalogue_dosage", "catalogue_switch"):
            assert browser.get(page(name, entry.pk)).status_code == wanted
        assert browser.get(reverse("programs:catalogue_new")).status_code == wanted
    assert signed_in(directorate).get(page("catalogue_edit", "TIDAK-ADA")).status_code == 404
    assert client.get(reverse("programs:catalogue_list")).status_code == 302


def test_by_its_pages_from_adding_to_retiring(signed_in, directorate):
    browser = signed_in(directorate)
    sent = WORDS | {"form_key": str(uuid4())}
    assert browser.post(reverse("programs:catalogue_new"), sent).status_code == 302
    entry = Intervention.objects.get(name=WORDS["name"])
    dosage = {"lock_version": 0, "unit": "SESSIONS", "HIGH": "4"}
    assert browser.post(page("catalogue_dosage", entry.pk), dosage).status_code == 302
    answer = browser.post(page("catalogue_dosage", entry.pk), dosage | {"HIGH": "6"})
    assert answer.status_code == 409
    body = answer.content.decode()
    assert 'name="lock_version" value="1"' in body and 'value="6"' in body
    answer = browser.post(page("catalogue_switch", entry.pk), {"lock_version": 1, "reason": ""})
    assert answer.status_code == 422
    assert browser.post(page("catalogue_switch", entry.pk), {"lock_version": 1, "reason": "Diganti"}).status_code == 302
    body = browser.get(page("catalogue_detail", entry.pk)).content.decode()
    assert "Dihentikan" in body and "Tinggi: 4 pertemuan sebulan" in body
    assert entry.name not in browser.get(reverse("programs:catalogue_list")).content.decode()
    assert entry.name in browser.get(reverse("programs:catalogue_list"), {"retired": "on"}).content.decode()


def test_the_api_tells_the_dosage(signed_in, pk, who, entry):
    actions.set_dosage(code=entry.pk, lock_version=0, unit="HOURS", amounts={"LOW": Decimal(1)}, **who)
    row = signed_in(pk).get(f"/api/v1/interventions/{entry.pk}/").json()
    assert row["dosages"] == [{"category": "LOW", "amount": "1.0", "unit": "HOURS"}]
