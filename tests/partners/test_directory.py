"""The partner directory: a national partner is known to all offices, a local one to its own; its keeper changes it."""

import pytest
from django.urls import reverse

from bapas_portal.accounts.choices import RegionLevel, RoleCode
from bapas_portal.accounts.models import Region
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.errors import Invalid, NotAllowed
from partners.actions.organisation import add_organisation, change_organisation
from partners.choices import Area, OrganisationKind
from partners.models import Organisation
from partners.queries import organisation as queries
from partners.queries.organisation import DirectoryFilter
from tests.factories import make_bapas, make_kanwil, make_user
from tests.factories.partners import make_organisation, make_site

pytestmark = pytest.mark.django_db
LIST = "partners:organisation_list"


def names(scope, **wanted) -> set[str]:
    return {row.name for row in queries.directory(scope, DirectoryFilter(**wanted))}


@pytest.fixture
def region() -> Region:
    province = Region.objects.create(code="33", name="Jawa Tengah", level=RegionLevel.PROVINCE)
    return Region.objects.create(code="3374", name="Kota Semarang", level=RegionLevel.REGENCY, parent=province)


@pytest.fixture
def organisations(bapas, kanwil, other_bapas, region) -> None:
    make_organisation(office=bapas, name="Pokmas Sejahtera", region=region, serves=["F4", "HOUSING"])
    make_organisation(office=make_bapas(kanwil), name="BLK Maju", kind=OrganisationKind.TRAINING_CENTRE, serves=["F2"])
    far = {"kind": OrganisationKind.SOCIAL_HOME, "serves": ["HOUSING"], "known_in": "NATION"}
    make_organisation(office=other_bapas, name="Panti Jauh", **far)
    make_organisation(office=other_bapas, name="Panti Jauh Sendiri", serves=["HOUSING"])
    make_organisation(office=make_bapas(kanwil), name="Pokmas Tetangga", known_in="OFFICE")
    make_organisation(office=bapas, name="Griya Lama", kind=OrganisationKind.GRIYA, is_active=False)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, {"Pokmas Sejahtera", "BLK Maju", "Panti Jauh"}),
        ({"with_inactive": True}, {"Pokmas Sejahtera", "BLK Maju", "Panti Jauh", "Griya Lama"}),
        ({"area": Area.OFFICE}, {"Pokmas Sejahtera"}),
        ({"area": Area.KANWIL}, {"Pokmas Sejahtera", "BLK Maju"}),
        ({"kind": "BLK"}, {"BLK Maju"}),
        ({"need": "HOUSING"}, {"Pokmas Sejahtera", "Panti Jauh"}),
        ({"province": "33"}, {"Pokmas Sejahtera"}),
        ({"search": "semarang pokmas"}, {"Pokmas Sejahtera"}),
        ({"search": "tidak ada"}, set()),
    ],
)
def test_the_filters_narrow(organisations, pk, wanted, expected):
    assert names(scope_of(pk), **wanted) == expected


def test_a_partner_is_picked_from_the_kanwils_offices(organisations, bapas, other_bapas):
    far = Organisation.objects.get(name="Panti Jauh Sendiri")
    assert {row.name for row in queries.partners_near(bapas)} == {"Pokmas Sejahtera", "BLK Maju", "Panti Jauh"}
    assert far in queries.partners_near(bapas, keep=far.pk)


KNOWN = ("own", "own kanwil", "neighbour", "neighbour's", "far", "far kanwil", "far nation", "nation")


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (RoleCode.PK, {"own", "own kanwil", "neighbour", "far nation", "nation"}),
        (RoleCode.KANWIL, {"own", "own kanwil", "neighbour", "neighbour's", "far nation", "nation"}),
        (RoleCode.DITJENPAS, set(KNOWN)),
    ],
)
def test_who_knows_which_partner(role, expected, bapas, kanwil, nation, other_bapas, signed_in):
    """National partners are seen by all offices, local ones by theirs; elsewhere 404."""
    beside = make_bapas(kanwil)
    rows = {
        "own": make_organisation(office=bapas, known_in="OFFICE"),
        "own kanwil": make_organisation(office=kanwil, known_in="KANWIL"),
        "neighbour": make_organisation(office=beside, known_in="KANWIL"),
        "neighbour's": make_organisation(office=beside, known_in="OFFICE"),
        "far": make_organisation(office=other_bapas, known_in="OFFICE"),
        "far kanwil": make_organisation(office=other_bapas, known_in="KANWIL"),
        "far nation": make_organisation(office=other_bapas, known_in="NATION"),
        "nation": make_organisation(office=nation, known_in="NATION"),
    }
    reader = make_user(role, {RoleCode.KANWIL: kanwil, RoleCode.DITJENPAS: nation}.get(role, bapas))
    browser = signed_in(reader)
    listed = browser.get(reverse(LIST), {"area": "nation"}).content.decode()
    for name, row in rows.items():
        assert (row.name in listed) == (name in expected), name
        code = browser.get(reverse("partners:organisation_detail", args=[row.pk])).status_code
        assert code == (200 if name in expected else 404), name
        site = make_site(row)
        code = browser.get(reverse("partners:site_detail", args=[site.pk])).status_code
        assert code == (200 if name in expected else 404), name


@pytest.mark.parametrize(
    ("at", "asked", "kept"),
    [("nation", "OFFICE", "NATION"), ("kanwil", "NATION", "KANWIL"), ("bapas", "KANWIL", "KANWIL")],
)
def test_who_shares_a_partner_how_far(at, asked, kept, bapas, kanwil, nation, scoped):
    office = {"nation": nation, "kanwil": kanwil, "bapas": bapas}[at]
    role = {"nation": RoleCode.DITJENPAS, "kanwil": RoleCode.KANWIL, "bapas": RoleCode.PK}[at]
    by = make_user(role, office)
    scope = scoped(by, "partners.write_organisation")
    row = add_organisation(office_id=office.pk, by=by, scope=scope, name="Mitra", kind="LSM", known_in=asked)
    assert row.known_in == kept


def test_a_bapas_makes_no_national_partner(bapas, pk, scoped):
    scope = scoped(pk, "partners.write_organisation")
    with pytest.raises(Invalid) as caught:
        add_organisation(office_id=bapas.pk, by=pk, scope=scope, name="X", kind="LSM", known_in="NATION")
    assert "known_in" in caught.value.fields


READERS = [role for role in RoleCode if role != RoleCode.ADMIN]


@pytest.mark.parametrize("role", READERS)
def test_every_office_role_reads_the_directory(role, organisations, bapas, kanwil, nation, signed_in):
    office = {RoleCode.KANWIL: kanwil, RoleCode.DITJENPAS: nation}.get(role, bapas)
    browser = signed_in(make_user(role, office))
    answer = browser.get(reverse(LIST), {"area": "nation"})
    assert answer.status_code == 200
    assert "Panti Jauh" in answer.content.decode()
    first = browser.get(reverse(LIST)).content.decode()
    assert "BLK Maju" in first
    assert ("Panti Jauh" in first) is (role == RoleCode.DITJENPAS)


def test_the_administrator_has_no_directory(nation, signed_in):
    assert signed_in(make_user(RoleCode.ADMIN, nation)).get(reverse(LIST)).status_code == 403


def test_signed_out_goes_to_sign_in(client):
    assert client.get(reverse(LIST)).status_code == 302


def test_an_empty_directory_says_what_to_do(pk, signed_in):
    assert "Tidak ada mitra yang cocok" in signed_in(pk).get(reverse(LIST), {"q": "zz"}).content.decode()


def test_adding_leaves_a_trail(bapas, pk, scoped):
    scope = scoped(pk, "partners.write_organisation")
    row = add_organisation(office_id=bapas.pk, by=pk, scope=scope, name="Pokmas Baru", kind="POKMAS", serves=["F1"])
    assert row.office == bapas
    event = AuditEvent.objects.get(verb="organisation.added")
    assert (event.actor, event.office_id, event.subject_id) == (pk, bapas.pk, str(row.pk))


def test_adding_for_another_office_is_refused(other_bapas, pk, scoped):
    with pytest.raises(NotAllowed):
        add_organisation(
            office_id=other_bapas.pk, by=pk, scope=scoped(pk, "partners.write_organisation"), name="X", kind="POKMAS"
        )


def test_an_unknown_need_is_refused(bapas, pk, scoped):
    with pytest.raises(Invalid) as caught:
        add_organisation(
            office_id=bapas.pk,
            by=pk,
            scope=scoped(pk, "partners.write_organisation"),
            name="X",
            kind="POKMAS",
            serves=["F9"],
        )
    assert "serves" in caught.value.fields


def test_a_neighbours_entry_is_read_but_not_changed(kanwil, pk, scoped, signed_in):
    row = make_organisation(office=make_bapas(kanwil))
    with pytest.raises(NotAllowed):
        change_organisation(organisation_id=row.pk, by=pk, scope=scoped(pk, "partners.write_organisation"), name="Lain")
    browser = signed_in(pk)
    assert browser.get(reverse("partners:organisation_detail", args=[row.pk])).status_code == 200
    assert browser.get(reverse("partners:organisation_edit", args=[row.pk])).status_code == 403
    assert browser.get(reverse("partners:organisation_detail", args=[row.pk + 1])).status_code == 404


FORM = {"name": "Pokmas Baru", "kind": "POKMAS", "serves": ["F1", "HOUSING"], "is_active": "on"}


def test_new_and_edit_by_the_pages(bapas, pk, region, signed_in):
    browser = signed_in(pk)
    assert browser.get(reverse("partners:organisation_new")).status_code == 200
    answer = browser.post(
        reverse("partners:organisation_new"), {**FORM, "office": bapas.pk, "region_code": region.code}, follow=True
    )
    row = Organisation.objects.get(name="Pokmas Baru")
    assert "Mitra tercatat" in answer.content.decode()
    assert (row.region, row.serves) == (region, ["F1", "HOUSING"])
    edit = reverse("partners:organisation_edit", args=[row.pk])
    assert 'value="Pokmas Baru"' in browser.get(edit).content.decode()
    browser.post(edit, {**FORM, "name": "Pokmas Baru Sekali", "agreement_until": "2027-01-31"})
    row.refresh_from_db()
    assert (row.name, str(row.agreement_until)) == ("Pokmas Baru Sekali", "2027-01-31")
    assert AuditEvent.objects.get(verb="organisation.changed").data == {
        "fields": ["agreement_until", "name", "region_id"]
    }


def test_a_name_taken_keeps_what_was_typed(bapas, pk, signed_in):
    make_organisation(office=bapas, name="Pokmas Baru")
    answer = signed_in(pk).post(
        reverse("partners:organisation_new"), {**FORM, "office": bapas.pk, "description": "Ketikan saya"}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "sudah mencatat mitra dengan nama itu" in page
    assert "Ketikan saya" in page


def test_kanwil_keeps_partners_of_its_own_and_the_secretary_none(kanwil, bapas, kanwil_staff, signed_in):
    browser = signed_in(kanwil_staff)
    browser.post(reverse("partners:organisation_new"), FORM | {"office": kanwil.pk, "name": "Mitra Kanwil"})
    assert Organisation.objects.get(name="Mitra Kanwil").known_in == "KANWIL"
    secretary = make_user(RoleCode.TPP_SECRETARY, bapas)
    assert signed_in(secretary).get(reverse("partners:organisation_new")).status_code == 403


def test_the_list_pages_on_with_few_queries(bapas, pk, signed_in, django_assert_max_num_queries):
    for number in range(60):
        make_organisation(office=bapas, name=f"Pokmas {number:03d}")
    browser = signed_in(pk)
    with django_assert_max_num_queries(14):
        first = browser.get(reverse(LIST), {"kind": "POKMAS"})
    page = first.context["page"]
    assert len(page.rows) == 50
    second = browser.get(reverse(LIST) + first.context["next_url"])
    assert [row.name for row in second.context["page"].rows] == [f"Pokmas {number:03d}" for number in range(50, 60)]


def test_the_kanwil_of_an_office_without_one_is_itself(nation):
    assert queries.kanwil_path(nation) == nation.path
    assert queries.kanwil_path(make_kanwil(nation)).count("/") == 2
