"""The page of a trial: who may open it, what it shows, and that it names nobody."""

import csv

import pytest
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.models import RoleGrant
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.models import Job
from clients.instruments import shipped
from clients.models import InstrumentTrial, TrialChange
from clients.queries.trial_file import safe
from tests.factories import make_guidance, make_user
from tests.factories.instruments import make_assessment
from tests.factories.trials import ask_trial, cut_lower, make_draft, make_trial

pytestmark = pytest.mark.django_db
NAMES = ("instrument_trial", "trial_progress", "trial_download")


@pytest.fixture
def admin(nation):
    return make_user(RoleCode.ADMIN, nation)


@pytest.fixture
def edge() -> int:
    """The highest total of the first band: one point lower in the draft, it goes up."""
    return shipped("RRI")["total"]["bands"][0]["to"]


@pytest.fixture
def version(bapas, pk, edge):
    guidance = make_guidance(office=bapas, officer=pk, name="Rahasiawan Dewasa", register_no="REG-RAHASIA/9")
    make_assessment(guidance, total=edge)
    return make_draft(**cut_lower())


def page_of(version, name: str = "instrument_trial") -> str:
    return reverse(f"clients:{name}", args=[version.pk])


@pytest.mark.parametrize("name", NAMES)
def test_only_the_administrator_of_instruments_opens_it(name, version, pk, head, directorate, client, signed_in):
    assert client.get(page_of(version, name)).status_code == 302
    for stranger in (pk, head, directorate):
        assert signed_in(stranger).get(page_of(version, name)).status_code == 403
    assert signed_in(pk).post(page_of(version)).status_code == 403
    assert not InstrumentTrial.objects.exists()


@pytest.mark.parametrize("name", NAMES[1:])
def test_before_a_trial_there_is_nothing_to_watch_or_fetch(name, version, admin, signed_in):
    assert signed_in(admin).get(page_of(version, name)).status_code == 404


def test_the_button_starts_a_trial_and_its_progress_shows(version, admin, signed_in):
    browser = signed_in(admin)
    page = browser.post(page_of(version), follow=True).content.decode()
    assert "Menunggu giliran" in page
    assert Job.objects.get().task == "clients.try_instrument"
    part = browser.get(page_of(version, "trial_progress"), headers={"HX-Request": "true"}).content.decode()
    assert "Menunggu giliran" in part and "<html" not in part


def test_a_faulty_draft_is_refused_in_words(admin, signed_in):
    answer = signed_in(admin).post(page_of(make_draft(items=[])))
    assert answer.status_code == 409
    assert "belum lolos pemeriksaan" in answer.content.decode()


def test_the_administrator_sees_the_number_and_no_person(version, admin, signed_in):
    trial = make_trial(version, admin)
    change = trial.changes.get()
    for path in (page_of(version), page_of(version, "trial_download")):
        answer = signed_in(admin).get(path)
        text = answer.getvalue().decode() if answer.streaming else answer.content.decode()
        assert str(change.assessment_id) in text
        assert "Rahasiawan" not in text and "REG-RAHASIA" not in text
        assert reverse("clients:assessment_detail", args=[change.assessment_id]) not in text


def test_whoever_may_see_the_client_gets_the_link(version, bapas, admin, signed_in):
    RoleGrant.objects.create(user=admin, role=RoleCode.HEAD, office=bapas, from_on="2020-01-01")
    change = make_trial(version, admin).changes.get()
    page = signed_in(admin).get(page_of(version)).content.decode()
    assert reverse("clients:assessment_detail", args=[change.assessment_id]) in page


def test_the_page_says_that_the_draft_changed_since(version, admin, signed_in):
    make_trial(version, admin)
    assert "Rancangan sudah berubah" not in signed_in(admin).get(page_of(version)).content.decode()
    version.definition["title"] = "Judul lain"
    version.save()
    assert "Rancangan sudah berubah" in signed_in(admin).get(page_of(version)).content.decode()


@pytest.mark.parametrize(("turn", "listed"), [("", 1), ("up", 1), ("down", 0), ("same", 0), ("unscored", 0), ("?", 1)])
def test_the_list_is_filtered_by_the_kind_of_change(turn, listed, version, admin, signed_in):
    make_trial(version, admin)
    answer = signed_in(admin).get(page_of(version), {"turn": turn})
    assert len(answer.context["rows"]) == listed


def test_figures_and_list_are_filtered_by_kanwil_and_sex(version, kanwil, admin, signed_in):
    make_trial(version, admin)
    for query, counted in (({"kanwil": kanwil.pk}, 1), ({"sex": "M"}, 1), ({"sex": "F"}, 0)):
        context = signed_in(admin).get(page_of(version), query).context
        assert (context["picture"].counted, len(context["rows"])) == (counted, counted)


def test_the_list_goes_on_page_by_page(version, bapas, pk, edge, admin, signed_in, django_assert_max_num_queries):
    for _turn in range(54):
        make_assessment(make_guidance(office=bapas, officer=pk), total=edge)
    make_trial(version, admin)
    browser = signed_in(admin)
    with django_assert_max_num_queries(16):
        first = browser.get(page_of(version))
    second = browser.get(page_of(version) + first.context["next_url"])
    shown = [row.pk for page in (first, second) for row, _may_open in page.context["rows"]]
    assert (len(first.context["rows"]), len(set(shown)), second.context["next_url"]) == (50, 55, "")


def test_the_file_leaves_a_trail_and_holds_the_list(version, admin, signed_in):
    trial = make_trial(version, admin)
    answer = signed_in(admin).get(page_of(version, "trial_download"))
    rows = list(csv.DictReader(answer.getvalue().decode("utf-8-sig").splitlines()))
    assert [row["nomor_asesmen"] for row in rows] == [str(trial.changes.get().assessment_id)]
    assert (rows[0]["kategori_lama"], rows[0]["kategori_baru"]) == ("LOW", "MEDIUM")
    assert AuditEvent.objects.filter(verb="instrumenttrial.read", subject_id=str(trial.pk)).count() == 1


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_spreadsheet_takes_no_text_for_a_formula(sign, version, bapas, admin, signed_in):
    bapas.name = f"{sign}cmd|'/C calc'!A0"
    bapas.save()
    make_trial(version, admin)
    TrialChange.objects.update(after="", total_after=None, why=f"{sign}1+1")
    text = signed_in(admin).get(page_of(version, "trial_download")).getvalue().decode("utf-8-sig")
    cells = [cell for row in csv.reader(text.splitlines(keepends=True)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(sign)]
    assert safe("Bapas") == "Bapas"


def test_a_failed_trial_is_told_and_can_be_started_anew(version, admin, signed_in):
    first = ask_trial(version, admin)
    Job.objects.filter(pk=first.job_id).update(state="FAILED", finished_at=first.asked_at)
    page = signed_in(admin).get(page_of(version)).content.decode()
    assert "Gagal" in page and "Mulai uji coba" in page
    assert ask_trial(version, admin) != first
