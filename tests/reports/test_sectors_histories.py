"""The facts of the cross-sector view over random histories: counted in SQL, and again in plain loops."""

import random
from datetime import date, timedelta
from math import ceil

import pytest

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.core.dates import month_end
from partners.models import Agreement, Organisation, Site, SiteSlot
from partners.queries.site import state_of
from partners.rules.agreement import Term, state_on
from programs.models import HoursEntry, ServiceOrder
from reports.actions import refresh_all
from reports.models import SectorFact
from reports.verify import verify
from tests.factories import make_bapas, make_kanwil, make_nation, make_user
from tests.factories.partners import make_agreement, make_check, make_organisation, make_site, make_slot
from tests.factories.reports import make_published
from tests.factories.sectors import HERE, THERE, make_placed_order, make_region
from tests.factories.service import make_entry

APRIL, MAY = date(2025, 4, 1), date(2025, 5, 1)


def plain(month):
    """The facts of a month by loops over all rows: {(office, measure, region, key): value}."""
    last, found = month_end(month), {}

    def add(office_id, measure, region, key, value):
        code = region[:4] if region and len(region) >= 4 else ""
        if value:
            cell = (office_id, measure, code, key)
            found[cell] = found.get(cell, 0) + value

    for row in Agreement.objects.select_related("renewal"):
        if ((row.signed_on or last) > last and row.recorded_at.date() > last) or (
            row.signed_on is None and row.recorded_at.date() > last
        ):
            continue
        term = row.term
        renewal = getattr(row, "renewal", None)
        renewed = renewal is not None and renewal.signed_on is not None and renewal.signed_on <= last
        state = state_on(Term(term.stage, term.starts_on, term.ends_on, term.stopped_on, renewed), last, 60)
        add(row.office_id, "AGREEMENTS", "", f"{row.kind}:{state}", 1)
        if state in ("AKTIF", "AKAN_BERAKHIR") and (row.ends_on - last).days <= 90:
            add(row.office_id, "AGREEMENTS_ENDING", "", row.kind, 1)
    for row in Organisation.objects.filter(is_active=True):
        add(row.office_id, "PARTNERS", row.region_id, row.kind, 1)
    for site in Site.objects.filter(is_active=True, organisation__is_active=True).select_related("organisation"):
        checks = sorted(site.checks.filter(checked_on__lte=last), key=lambda each: (each.checked_on, each.pk))
        check = checks[-1] if checks else None
        state = state_of(check.is_safe if check else None, check.valid_until if check else None, last)
        region = site.region_id or site.organisation.region_id
        add(site.organisation.office_id, "SITES", region, str(state), 1)
        for slot in SiteSlot.objects.filter(site=site):
            if slot.valid_from <= last and (slot.valid_to is None or slot.valid_to >= last):
                key = "OPEN" if state in ("VALID", "SOON") else "SHUT"
                add(site.organisation.office_id, "SEATS", region, key, slot.seats)
    for order in ServiceOrder.objects.select_related("guidance__client"):
        guidance = order.guidance
        lived = [
            home.region_id
            for home in guidance.client.residences.all()
            if home.from_on <= last and (home.to_on is None or home.to_on >= last)
        ]
        region = lived[0] if lived else ""
        guided = guidance.start_on <= last and (guidance.ended_on is None or guidance.ended_on >= month)
        if month <= order.start_on <= last and guided:
            add(guidance.office_id, "ORDERS_NEW", region, "", 1)
        if order.start_on > last or (order.ended_on and order.ended_on <= last) or not guided:
            continue
        if guidance.ended_on and guidance.ended_on <= last:
            continue
        owed = order.minutes_ordered - sum(
            entry.minutes for entry in HoursEntry.objects.filter(order=order) if entry.worked_on <= last
        )
        weeks = max(1, ceil((order.deadline_on - last).days / 7))
        add(guidance.office_id, "ORDERS", region, "", 1)
        add(guidance.office_id, "MINUTES_OWED", region, "", owed)
        needed = int(100 * ceil(owed / order.minutes_per_day) / weeks + 0.5)
        add(guidance.office_id, "SEATS_NEEDED", region, "", needed)
    return found


def facts(month):
    return {
        cell: value
        for *cell_parts, value in SectorFact.objects.filter(
            month=month, run__published_months__month=month
        ).values_list("office_id", "measure", "region", "key", "value")
        for cell in [tuple(cell_parts)]
    }


class Writer:
    """Random agreements, sites and orders, back-dated ones among them; a day is one of the first half of 2025."""

    def __init__(self, seed, offices) -> None:
        self.random = random.Random(seed)
        self.offices = [(office, make_user(RoleCode.PK, office)) for office in offices]
        self.regions = [make_region(code) for code in (HERE, THERE)]

    def day(self, low=0, high=150):
        return date(2025, 1, 1) + timedelta(days=self.random.randint(low, high))

    def write(self):
        office, officer = self.random.choice(self.offices)
        region = self.random.choice([None, *self.regions])
        getattr(self, self.random.choice(["agreement", "site", "order", "order", "close"]))(office, officer, region)

    def agreement(self, office, officer, region):
        signed = self.day()
        fields = {"signed_on": signed, "starts_on": signed, "ends_on": signed + timedelta(self.random.randint(10, 300))}
        if self.random.random() < 0.3:
            fields |= {"stage": "DIHENTIKAN", "stopped_on": self.day(), "stop_reason": "uji"}
        row = make_agreement(office, **fields)
        if self.random.random() < 0.3:
            later = fields["ends_on"] + timedelta(1)
            make_agreement(office, renews=row, signed_on=self.day(), starts_on=later, ends_on=later + timedelta(100))

    def site(self, office, officer, region):
        site = make_site(make_organisation(office=office, region=region), safe=False)
        for _ in range(self.random.randint(0, 2)):
            on = self.day()
            note = {"is_safe": False, "note": "uji"} if self.random.random() < 0.3 else {}
            make_check(site, officer, checked_on=on, valid_until=on + timedelta(self.random.randint(0, 90)), **note)
        first = self.day()
        last = self.random.choice([None, first + timedelta(self.random.randint(0, 60))])
        make_slot(site, self.random.randint(1, 7), seats=self.random.randint(1, 9), valid_from=first, valid_to=last)

    def order(self, office, officer, region):
        start = self.day(20, 140)
        order = make_placed_order(
            office,
            officer,
            region.code if region else None,
            start_on=start,
            deadline_on=start + timedelta(self.random.randint(30, 180)),
        )
        for back in range(self.random.randint(0, 3)):
            make_entry(order, start + timedelta(back), 60 * self.random.randint(1, 4))

    def close(self, office, officer, region):
        Site.objects.filter(organisation__office=office).update(is_active=self.random.random() < 0.5)
        homes = [guidance.client.residences.first() for guidance in office.guidances.all()[:3]]
        for home in filter(None, homes):
            home.to_on = max(home.from_on, self.day())
            home.save()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(4))
def test_facts_are_those_of_a_plain_loop_and_follow_the_writes(seed):
    nation = make_nation()
    kanwil = make_kanwil(nation)
    offices = [make_bapas(kanwil), make_bapas(kanwil), make_bapas(make_kanwil(nation))]
    writer = Writer(seed, offices)
    for _ in range(12):
        writer.write()
    make_published(APRIL, MAY)
    assert {month: facts(month) for month in (APRIL, MAY)} == {month: plain(month) for month in (APRIL, MAY)}
    assert facts(MAY)
    for _ in range(8):
        writer.write()
    refresh_all()
    verdict = verify()
    assert verdict.is_clean, verdict.differences
    assert facts(MAY) == plain(MAY)
