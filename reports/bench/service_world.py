"""A nation at work on kerja sosial for a benchmark: offices with work sites and weekly times, and orders that run.

Invented places and people, the same for the same numbers. Whoever has to serve lives within forty kilometres of most
sites of the office; some have work or school hours, some a pause, a tenth of the orders is a child's.
"""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pgtrigger
from django.db import connection, transaction
from django.utils import timezone

from bapas_portal.accounts.choices import OfficeKind, RoleCode
from bapas_portal.accounts.models import Office, RoleGrant, User
from bapas_portal.core.dates import add_months, today_in
from clients.models import Case, Client, Guidance, OffenceGroup
from partners.models import Organisation, Site, SiteCheck, SiteSlot
from programs.models import ServiceBusy, ServiceOrder, ServicePause, ServicePlacement
from reports.bench.database import settle
from reports.seed.copying import Loader

MODELS = (
    Organisation,
    Site,
    SiteSlot,
    SiteCheck,
    Client,
    Case,
    Guidance,
    ServiceOrder,
    ServicePlacement,
    ServiceBusy,
    ServicePause,
)
TRACKED = (Client, Case, Guidance, Site, ServiceOrder, ServicePlacement)
HISTORY = tuple(f"{model._meta.label}:insert_insert" for model in TRACKED)
SITES_AN_OFFICE = 11
CHILDREN, WOMEN, BUSY, PAUSED, STEP_FREE = 0.1, 0.12, 0.3, 0.05, 0.03
HOUR = 60


@dataclass(slots=True)
class ServiceWorld:
    """What is being built; `rng` decides everything, so the same numbers give the same nation."""

    today: date
    officer: int
    offence: str
    loader: Loader
    rng: Random = field(default_factory=lambda: Random(1))

    def key(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def point(self, centre: tuple[float, float], reach: float) -> dict[str, float]:
        """Somewhere within `reach` degrees of the centre, north to south and east to west."""
        up, along = (self.rng.uniform(-reach, reach) for _ in range(2))
        return {"latitude": round(centre[0] + up, 5), "longitude": round(centre[1] + along, 5)}


def build_service_world(orders: int, offices: int) -> dict[str, int]:
    """Spread the running orders evenly over the first offices. Reference lists must be loaded. Rows by table."""
    places = list(Office.objects.filter(kind=OfficeKind.BAPAS).order_by("path")[:offices])
    with transaction.atomic(), pgtrigger.ignore(*HISTORY):
        with connection.cursor() as cursor:
            # pgtrigger passes its list on with an ordinary statement; COPY is none.
            cursor.execute("SELECT 1")
        officer = _supervisors(places)
        offence = OffenceGroup.objects.values_list("pk", flat=True).order_by("pk")[0]
        world = ServiceWorld(today_in(), officer.pk, offence, Loader(MODELS))
        for number, office in enumerate(places):
            centre = (world.rng.uniform(-8, 4), world.rng.uniform(97, 138))
            _add_sites(world, office, centre)
            for turn in range(number, orders, len(places)):
                _add_order(world, office, centre, turn)
        rows = world.loader.finish()
    settle()
    return rows


def _supervisors(places: list[Office]) -> User:
    """One account that stands for every officer and supervisor, with a role at each office."""
    user = User.objects.create_user("bench", None, name="Petugas Contoh")
    grants = [
        RoleGrant(user=user, role=role, office=office, from_on=date(2020, 1, 1))
        for office in places
        for role in (RoleCode.PK, RoleCode.HEAD)
    ]
    RoleGrant.objects.bulk_create(grants)
    return user


def _add_sites(world: ServiceWorld, office: Office, centre: tuple[float, float]) -> None:
    rng, add = world.rng, world.loader.add
    organisation = add(Organisation, name=f"Mitra {office.code}", kind="POKMAS", office_id=office.pk, serves=["F4"])
    for number in range(SITES_AN_OFFICE):
        fields: dict[str, Any] = world.point(centre, 0.2) if number else {"latitude": None, "longitude": None}
        site = add(
            Site,
            organisation_id=organisation,
            name=f"Tempat kerja {office.code}-{number}",
            job_kinds=["CLEANING"],
            supervisor_name="Pengawas Contoh",
            for_children=number % 3 == 0,
            for_women=number % 5 != 4,
            step_free=number % 2 == 0,
            form_key=world.key(),
            **fields,
        )
        valid_until = world.today + timedelta(days=rng.randint(40, 300))
        checked: dict[str, Any] = {"checked_on": world.today - timedelta(days=30), "valid_until": valid_until}
        add(SiteCheck, site_id=site, is_safe=True, by_id=world.officer, form_key=world.key(), **checked)
        for weekday in rng.sample(range(1, 7), rng.randint(2, 4)):
            begin, hours = rng.choice((8, 9, 13)), rng.choice((3, 4, 4, 5))
            times: dict[str, Any] = {"starts_at": time(begin), "ends_at": time(begin + hours)}
            times |= {"seats": rng.randint(4, 12), "valid_from": world.today - timedelta(days=200)}
            add(SiteSlot, site_id=site, weekday=weekday, form_key=world.key(), by_id=world.officer, **times)


def _add_order(world: ServiceWorld, office: Office, centre: tuple[float, float], number: int) -> None:
    rng, add = world.rng, world.loader.add
    is_child = world.chance(CHILDREN)
    begun = world.today - timedelta(days=rng.randint(0, 100))
    offence_on = begun - timedelta(days=rng.randint(60, 300))
    born = offence_on - timedelta(days=rng.randint(15 * 366, 17 * 365) if is_child else rng.randint(19, 50) * 366)
    sex = "F" if world.chance(WOMEN) else "M"
    client = add(Client, public_id=world.key(), name=f"Klien Contoh {number}", sex=sex, birth_on=born)
    case = add(Case, client_id=client, offence_group_id=world.offence, articles="-", offence_on=offence_on)
    guidance = add(
        Guidance,
        client_id=client,
        case_id=case,
        office_id=office.pk,
        officer_id=world.officer,
        status="YANMAS" if is_child else "KERSOS",
        register_no=f"BENCH/{number:06d}",
        start_on=begun,
        guidance_end_on=begun + timedelta(days=400),
    )
    hours, per_day = (rng.choice((20, 40, 60)), rng.choice((2, 3))) if is_child else _adult_hours(rng)
    order = add(
        ServiceOrder,
        guidance_id=guidance,
        kind="YANMAS" if is_child else "KERSOS",
        verdict_no=f"{number}/Pid.B/PN Contoh",
        verdict_on=begun - timedelta(days=7),
        minutes_ordered=hours * HOUR,
        minutes_per_day=per_day * HOUR,
        days_a_week=rng.choice((2, 2, 3)),
        start_on=begun,
        deadline_on=add_months(begun, 6),
        place="Tempat kerja sosial",
        consequence="REPEAT",
        form_key=world.key(),
        created_by_id=world.officer,
    )
    _add_circumstances(world, order, centre)


def _adult_hours(rng: Random) -> tuple[int, int]:
    return rng.choice((60, 90, 120, 160, 200)), rng.choice((4, 5, 6))


def _add_circumstances(world: ServiceWorld, order: int, centre: tuple[float, float]) -> None:
    """Where the client sets out from, when the client cannot come, a pause of two weeks."""
    rng, add = world.rng, world.loader.add
    home: dict[str, Any] = world.point(centre, 0.15)
    needs = world.chance(STEP_FREE)
    home |= {"changed_by_id": world.officer, "changed_at": timezone.now()}
    add(ServicePlacement, order_id=order, needs_step_free=needs, **home)
    if world.chance(BUSY):
        for weekday in rng.sample(range(1, 6), rng.randint(1, 4)):
            times: dict[str, Any] = {"starts_at": time(7), "ends_at": time(rng.choice((12, 16)))}
            add(ServiceBusy, order_id=order, weekday=weekday, reason="WORK", form_key=world.key(), **times)
    if world.chance(PAUSED):
        first = world.today + timedelta(days=rng.randint(0, 20))
        days: dict[str, Any] = {"from_on": first, "to_on": first + timedelta(days=13)}
        add(ServicePause, order_id=order, reason="ILLNESS", by_id=world.officer, **days)
