"""The search for a service: what narrows it, how far it is, and that no address tells of a client."""

import math

import pytest
from django import forms
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django.asserts import assertHTMLEqual

from bapas_portal.accounts.choices import RegionLevel, RoleCode
from bapas_portal.accounts.models import Region
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.core.distance import box_around, metres_between
from clients.models import Residence
from partners.choices_referral import ReferralStage
from partners.forms.long_select import LongSelect
from partners.forms.organisation import SEARCHABLE
from partners.models import Offering
from partners.queries.offering_search import ONLINE, UNKNOWN, OfferingFilter, offerings
from partners.queries.origin import origin_of_client, origin_of_office, origin_of_region
from programs.models import ServicePlacement
from tests.factories import make_guidance, make_user
from tests.factories.partners import make_branch, make_offering, make_organisation, make_referral
from tests.factories.service import make_order

LIST = "partners:offering_list"
SEMARANG, SOLO = (-6.99, 110.42), (-7.57, 110.82)
LATITUDES = st.integers(-11_000_000, 6_000_000).map(lambda millionths: millionths / 1e6)
LONGITUDES = st.integers(95_000_000, 141_000_000).map(lambda millionths: millionths / 1e6)


@pytest.fixture
def scope(pk):
    return scope_of(pk).narrowed("partners.view_organisation")


@pytest.fixture
def services(bapas, pk) -> dict[str, Offering]:
    partner = make_organisation(office=bapas, name="Yayasan Contoh")
    here = make_branch(partner, latitude=SEMARANG[0], longitude=SEMARANG[1])
    there = make_branch(partner, latitude=SOLO[0], longitude=SOLO[1])
    common = {"branch": here, "needs": ["F3"]}
    rows = {
        "Umum": make_offering(partner, name="Umum", **common),
        "Solo": make_offering(partner, name="Solo", branch=there, needs=["F3", "F2"]),
        "Perempuan": make_offering(partner, name="Perempuan", for_men=False, **common),
        "Remaja": make_offering(partner, name="Remaja", age_from=12, age_to=17, **common),
        "Berbayar": make_offering(partner, name="Berbayar", cost="PAID", languages=["jav"], **common),
        "Kursi": make_offering(partner, name="Kursi", access=["STEP_FREE", "TOILET"], **common),
        "Daring": make_offering(partner, name="Daring", setting="ONLINE", needs=["F3"]),
        "Jateng": make_offering(partner, name="Jateng", areas=["33"], **common),
        "Kota": make_offering(partner, name="Kota", areas=["3374", "32"], **common),
        "Penuh": make_offering(partner, name="Penuh", places=1, **common),
        "Tanpa titik": make_offering(partner, name="Tanpa titik", needs=["F3"]),
        "Tutup": make_offering(partner, name="Tutup", is_active=False, **common),
    }
    make_referral(make_guidance(office=bapas, officer=pk), rows["Penuh"], ReferralStage.STARTED)
    return rows


ALL = {"Umum", "Solo", "Perempuan", "Remaja", "Berbayar", "Kursi", "Daring", "Jateng", "Kota", "Penuh", "Tanpa titik"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, ALL),
        ({"need": "F2"}, {"Solo"}),
        ({"sex": "M"}, ALL - {"Perempuan"}),
        ({"sex": "F"}, ALL),
        ({"age": 11}, ALL - {"Remaja"}),
        ({"age": 12}, ALL),
        ({"age": 18}, ALL - {"Remaja"}),
        ({"cost": "PAID"}, {"Berbayar"}),
        ({"language": "jav"}, {"Berbayar"}),
        ({"access": ("STEP_FREE", "TOILET")}, {"Kursi"}),
        ({"access": ("SIGN",)}, set()),
        ({"setting": "ONLINE"}, {"Daring"}),
        ({"region": "3374110"}, ALL),
        ({"region": "3311"}, ALL - {"Kota"}),
        ({"region": "35"}, ALL - {"Kota", "Jateng"}),
        ({"free_only": True}, ALL - {"Penuh"}),
        ({"search": "yayasan solo"}, {"Solo"}),
        ({"near": SEMARANG, "kilometres": 10}, ALL - {"Solo", "Tanpa titik"}),
        ({"near": SEMARANG, "kilometres": 100}, ALL - {"Tanpa titik"}),
        ({"near": SEMARANG}, ALL),
    ],
)
def test_the_search_narrows(services, scope, wanted, expected):
    assert {row.name for row in offerings(scope, OfferingFilter(**wanted))} == expected


@pytest.mark.django_db
def test_the_nearest_comes_first_and_those_without_a_way_last(services, scope):
    rows = list(offerings(scope, OfferingFilter(near=SEMARANG)).order_by("metres", "pk"))
    assert rows[0].metres == 0
    assert [row.name for row in rows[-3:]] == ["Solo", "Daring", "Tanpa titik"]
    assert [row.metres for row in rows[-2:]] == [ONLINE, UNKNOWN]
    assert next(row for row in rows if row.name == "Penuh").taken == 1


class TheDatabaseMeasuresAsPythonDoes(TestCase):
    @given(st.lists(st.tuples(LATITUDES, LONGITUDES), min_size=1, max_size=8), LATITUDES, LONGITUDES)
    def test_metres(self, points, latitude, longitude):
        partner, near = make_organisation(), (latitude, longitude)
        scope = scope_of(make_user(RoleCode.PK, partner.office)).narrowed("partners.view_organisation")
        for south, west in points:
            make_offering(partner, branch=make_branch(partner, latitude=south, longitude=west))
        rows = list(offerings(scope, OfferingFilter(near=near)).order_by("pk"))
        for row, point in zip(rows, points, strict=True):
            assert abs(row.metres - metres_between(near, point)) <= 1
        kilometres = 1 + metres_between(near, points[0]) // 1000
        within = {row.pk for row in rows if row.metres <= kilometres * 1000}
        assert within == {row.pk for row in offerings(scope, OfferingFilter(near=near, kilometres=kilometres))}


@given(LATITUDES, LONGITUDES, st.integers(1, 200_000), st.floats(0, 2 * math.pi))
def test_the_box_holds_every_point_of_the_circle(latitude, longitude, metres, bearing):
    up, far = math.radians(latitude), metres / 6_371_000
    south = math.asin(math.sin(up) * math.cos(far) + math.cos(up) * math.sin(far) * math.cos(bearing))
    east = math.radians(longitude) + math.atan2(
        math.sin(bearing) * math.sin(far) * math.cos(up), math.cos(far) - math.sin(up) * math.sin(south)
    )
    box = box_around((latitude, longitude), metres)
    assert box[0] <= math.degrees(south) <= box[1]
    assert box[2] <= math.degrees(east) <= box[3]


@pytest.fixture
def regions(db) -> None:
    province = Region.objects.create(code="33", name="JAWA TENGAH", level=RegionLevel.PROVINCE)
    city = Region.objects.create(code="3374", name="KOTA SEMARANG", level=RegionLevel.REGENCY, parent=province)
    Region.objects.create(code="337411", name="BANYUMANIK", level=RegionLevel.DISTRICT, parent=city)
    Region.objects.create(code="3311", name="SUKOHARJO", level=RegionLevel.REGENCY, parent=province)


def test_the_middle_of_a_region_is_that_of_the_points_known_there(regions, bapas):
    for latitude in (-7.0, -7.2):
        make_branch(office=bapas, region_id="3374", latitude=latitude, longitude=110.4)
    make_branch(office=bapas, region_id="3374")
    found = origin_of_region("337411")
    assert found.point == pytest.approx((-7.1, 110.4))
    assert (found.region, found.place) == ("337411", "Kota Semarang")
    assert origin_of_region("3311").point is None
    assert origin_of_region("99").point is None
    assert origin_of_office(bapas.pk).point == pytest.approx((-7.1, 110.4))
    assert origin_of_office(None).point is None


def test_the_home_of_a_client_comes_before_its_region(regions, bapas, pk):
    guidance = make_guidance(office=bapas, officer=pk, status="KERSOS")
    Residence.objects.create(client=guidance.client, street="Jalan Rahasia 7", region_id="337411", from_on="2020-01-01")
    make_branch(office=bapas, region_id="3374", latitude=-7.1, longitude=110.4)
    assert origin_of_client(guidance).place == "Kota Semarang"
    order = make_order(guidance)
    ServicePlacement.objects.create(order=order, latitude=-7.05, longitude=110.43, changed_by=pk)
    home = origin_of_client(guidance)
    assert (home.point, home.region, home.place) == ((-7.05, 110.43), "337411", "")


def test_the_page_for_a_client_knows_sex_age_and_home_but_never_writes_where(regions, services, bapas, pk, signed_in):
    guidance = make_guidance(office=bapas, officer=pk, sex="M", name="Orang Contoh Sekali")
    Residence.objects.create(client=guidance.client, street="Jalan Rahasia 7", region_id="3374", from_on="2020-01-01")
    Offering.objects.get(name="Umum").branch.__class__.objects.update(region="3374")
    answer = signed_in(pk).get(reverse(LIST), {"klien": guidance.pk})
    page = answer.content.decode()
    names = [row.name for row in answer.context["page"].rows]
    assert "Orang Contoh Sekali" in page
    assert "Perempuan" not in names
    assert "Remaja" not in names
    assert "Jalan Rahasia" not in page
    assert f"{reverse('partners:referral_new', args=[guidance.pk])}?layanan={services['Umum'].pk}" in page


def test_a_client_out_of_sight_is_not_found(services, other_bapas, bapas, pk, kanwil_staff, signed_in):
    strange = make_guidance(office=other_bapas)
    browser = signed_in(pk)
    assert browser.get(reverse(LIST), {"klien": strange.pk}).status_code == 404
    assert browser.get(reverse(LIST), {"klien": "²"}).status_code == 404
    own = make_guidance(office=bapas, officer=pk)
    assert browser.get(reverse(LIST), {"klien": own.pk}).status_code == 200
    assert signed_in(kanwil_staff).get(reverse(LIST), {"klien": own.pk}).status_code == 404


def test_a_local_partners_service_is_for_its_offices(other_bapas, pk, scope, signed_in):
    local = make_offering(make_organisation(office=other_bapas, known_in="OFFICE"), name="Setempat")
    make_offering(make_organisation(office=other_bapas, known_in="NATION"), name="Nasional")
    assert {row.name for row in offerings(scope, OfferingFilter())} == {"Nasional"}
    assert signed_in(pk).get(reverse("partners:offering_detail", args=[local.pk])).status_code == 404


def test_who_may_search(services, nation, kanwil_staff, signed_in, client):
    assert signed_in(kanwil_staff).get(reverse(LIST)).status_code == 200
    assert signed_in(make_user(RoleCode.ADMIN, nation)).get(reverse(LIST)).status_code == 403
    assert client.get(reverse(LIST)).status_code == 302


def test_the_pages_follow_by_distance(bapas, pk, signed_in):
    partner = make_organisation(office=bapas)
    Region.objects.create(code="3374", name="KOTA SEMARANG", level=RegionLevel.REGENCY)
    for number in range(30):
        branch = make_branch(partner, region_id="3374", latitude=-7 - number / 100, longitude=110.4)
        make_offering(partner, branch=branch)
    browser = signed_in(pk)
    first = browser.get(reverse(LIST), {"near": "3374"})
    second = browser.get(reverse(LIST) + first.context["next_url"])
    rows = [*first.context["page"].rows, *second.context["page"].rows]
    assert len({row.pk for row in rows}) == 30
    assert [row.metres for row in rows] == sorted(row.metres for row in rows)
    assert "points-dot" in first.content.decode()


def test_a_long_select_writes_what_django_would():
    class Both(forms.Form):
        groups = [("", "Mana saja"), ("Jawa <Tengah>", [("3374", "Semarang"), ("3311", "Sukoharjo & sekitar")])]
        ours = forms.ChoiceField(choices=groups, widget=LongSelect)
        django = forms.ChoiceField(choices=groups, widget=forms.Select(attrs=SEARCHABLE))

    form = Both({"ours": "3311", "django": "3311"})
    ours, plain = (str(form[name]).replace("\n", "").replace("  ", "") for name in ("ours", "django"))
    assertHTMLEqual(ours, plain.replace("django", "ours"))
    assert "&lt;Tengah&gt;" in ours
