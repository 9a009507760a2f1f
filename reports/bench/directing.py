"""The search for a service over twenty thousand of them, as a query and as a page."""

import random
from collections import Counter
from collections.abc import Callable
from functools import partial
from uuid import uuid4

from django.db import connection
from django.db.models import OuterRef, Subquery
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from bapas_portal.accounts.choices import OfficeKind, RoleCode
from bapas_portal.accounts.models import Office, Region, RoleGrant, User
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.core.paging import keyset_page
from clients.models import Guidance
from partners.choices import SERVED_LABELS, KnownIn, OrganisationKind
from partners.choices_offering import AccessAid, Cost, Language, Setting
from partners.choices_referral import ReferralStage
from partners.models import Branch, Offering, Organisation, Referral
from partners.queries.offering_search import OfferingFilter, offerings
from reports.bench.stage import Unexpected, browser_of, expected
from reports.bench.stopwatch import WARM_UP, Timed, Work, seconds_of

SERVICES, PARTNERS, REFERRALS = 20_000, 4_000, 20_000
NEEDS = sorted(SERVED_LABELS)
# From Aceh to Papua; most live on Java.
ISLANDS = (((-7.5, 110.0), 3.0, 6), ((-1.0, 102.0), 4.0, 3), ((-1.0, 120.0), 3.0, 1), ((-4.0, 137.0), 3.0, 1))


def analyze() -> None:
    """So that the planner knows the rows of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE partners_offering, partners_branch, partners_organisation, partners_referral")


def build_directory(seed: int = 1) -> None:
    """Partners known to everybody, branches and services over the nation, with referrals that take their places."""
    rng = random.Random(seed)
    offices = list(Office.objects.filter(kind=OfficeKind.BAPAS))
    regions = list(Region.objects.filter(code__regex=r"^\d{4}$").values_list("code", flat=True))
    centres = [centre for centre, _spread, weight in ISLANDS for _each in range(weight)]
    partners = Organisation.objects.bulk_create(
        Organisation(
            name=f"Mitra Ukur {number}",
            kind=rng.choice(OrganisationKind.values),
            office=rng.choice(offices),
            known_in=KnownIn.NATION,
        )
        for number in range(PARTNERS)
    )
    branches = []
    for partner in partners:
        centre = rng.choice(centres)
        branches.append(
            Branch(
                organisation=partner,
                name="Pusat",
                form_key=uuid4(),
                region_id=rng.choice(regions),
                latitude=round(centre[0] + rng.uniform(-1.5, 1.5), 5),
                longitude=round(centre[1] + rng.uniform(-4, 4), 5),
            )
        )
    Branch.objects.bulk_create(branches)
    rows = (_offering(rng, number, rng.choice(branches), regions) for number in range(SERVICES))
    made = Offering.objects.bulk_create(rows, batch_size=2_000)
    _add_referrals(rng, made)


def _offering(rng: random.Random, number: int, branch: Branch, regions: list[str]) -> Offering:
    return Offering(
        organisation=branch.organisation,
        branch=branch,
        form_key=uuid4(),
        name=f"Layanan Ukur {number}",
        needs=rng.sample(NEEDS, rng.randint(1, 3)),
        setting=rng.choices(Setting.values, (8, 1, 1))[0],
        for_men=rng.random() < 0.9,
        cost=rng.choices(Cost.values, (8, 1, 1))[0],
        languages=rng.sample(Language.values, 2),
        access=rng.sample(AccessAid.values, rng.randint(0, 3)),
        areas=rng.sample(regions, 4) if rng.random() < 0.3 else [],
        places=rng.choice((None, 1, 3, 10, 20)),
    )


def _add_referrals(rng: random.Random, services: list[Offering]) -> None:
    """Sent referrals; of each service as many accepted as it has places."""
    guidances = list(Guidance.objects.values_list("pk", flat=True)[:2_000])
    today, now = timezone.localdate(), timezone.now()
    pairs = sorted({(rng.choice(guidances), rng.randrange(len(services))) for _each in range(REFERRALS)})
    drafts = [
        Referral(guidance_id=guidance, offering=services[index], aim="ukur", since_on=today, form_key=uuid4())
        for guidance, index in pairs
    ]
    analyze()
    rows = Referral.objects.bulk_create(drafts, batch_size=2_000)
    analyze()
    partner = Offering.objects.filter(pk=OuterRef("offering")).values("organisation")[:1]
    sent = {"stage": ReferralStage.SENT, "queued_at": now, "consent_by": "KLIEN", "consent_on": today}
    mine = Referral.objects.filter(pk__in=[row.pk for row in rows])
    mine.update(partner=Subquery(partner), **sent)
    taken: Counter[int] = Counter()
    accepted = []
    for row in rows:
        taken[row.offering_id] += 1
        if row.offering.places is None or taken[row.offering_id] <= row.offering.places:
            accepted.append(row.pk)
    mine.filter(pk__in=accepted).update(stage=ReferralStage.ACCEPTED)
    mine.exclude(pk__in=accepted).update(stage=ReferralStage.WAITING)


def searcher() -> User:
    """A PK of a Bapas on Java."""
    office = Office.objects.filter(kind=OfficeKind.BAPAS, code__startswith="33").first()
    if office is None:
        raise Unexpected("no Bapas of Central Java: load the reference data first")
    user = User.objects.create_user("bench-search", name="Bench")
    RoleGrant.objects.create(user=user, role=RoleCode.PK, office=office, from_on=timezone.localdate())
    return user


def measure(calls: int) -> dict[str, Timed]:
    """Seconds of the first page of the search, as a query and through the page, for searches of several kinds."""
    user = searcher()
    scope, browser = scope_of(user).narrowed("partners.view_organisation"), browser_of(user)
    near = (-6.99, 110.42)
    kinds = {
        "need, 25 km, free": OfferingFilter(need="F3", near=near, kilometres=25, free_only=True),
        "need, 100 km": OfferingFilter(need="F3", near=near, kilometres=100),
        "need, any distance": OfferingFilter(need="F3", near=near, region="3374"),
        "nothing asked, any distance": OfferingFilter(near=near),
        "nothing asked, free": OfferingFilter(near=near, free_only=True),
    }

    def query(wanted: OfferingFilter) -> Callable[[], object]:
        def search() -> None:
            found = offerings(scope, wanted)
            keyset_page(found, order=("metres", "pk"), size=25)
            found.count()

        return search

    found = {f"query: {name}": _timed(query(wanted), calls) for name, wanted in kinds.items()}
    pages = {
        "page: need, 25 km, free": {"need": "F3", "near": "3374", "km": "25", "free": "on"},
        "page: nothing asked": {},
    }
    for name, asked in pages.items():
        found[name] = _timed(partial(_open, browser, asked), calls)
    return found


def _open(browser: Browser, asked: dict[str, str]) -> None:
    expected(browser.get(reverse("partners:offering_list"), asked), 200)


def _timed(work: Work, calls: int) -> Timed:
    for _each in range(WARM_UP):
        work()
    return Timed([[seconds_of(work) for _each in range(calls)]])
