"""Two workers of partners who sign in: one with referrals of the demonstration office, one with a work site."""

from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db.models import Count, Q

from bapas_portal.accounts.demo import DEMO_PASSWORD, DEMO_WORKERS
from bapas_portal.accounts.models import User
from partners.choices_referral import ReferralStage
from partners.models import Organisation, Worker
from programs.models import ServiceSession
from reports.seed.world import DEMO_OFFICE, World

IN_HAND = (ReferralStage.SENT, ReferralStage.ACCEPTED, ReferralStage.STARTED, ReferralStage.PAUSED)


def add_workers(world: World) -> dict[str, int]:
    """Accounts and the partner each works for, as far as there is a partner with something to do."""
    password = make_password(DEMO_PASSWORD)
    made = 0
    for (username, name, position, _note), organisation in zip(DEMO_WORKERS, _partners(world), strict=False):
        user = User.objects.create(username=username, name=name, password=password, is_demo=True)
        Worker.objects.create(
            user=user,
            organisation=organisation,
            position=position,
            from_on=world.days_back(world.today, 60, 90),
            form_key=UUID(int=world.rng.getrandbits(128), version=4),
            invited_by=User.objects.filter(username="kepala").first(),
        )
        made += 1
    return {"partners.Worker": made}


def _partners(world: World) -> list[Organisation]:
    """The partner with the most referrals of the office in hand, then another with the fullest next session."""
    here = Q(referrals__guidance__office__code=DEMO_OFFICE, referrals__stage__in=IN_HAND)
    rows = Organisation.objects.filter(is_active=True).annotate(in_hand=Count("referrals", filter=here))
    busy = rows.filter(in_hand__gt=0).order_by("-in_hand", "pk").first()
    sessions = ServiceSession.objects.filter(office__code=DEMO_OFFICE, held_on__gte=world.today, state="PLANNED")
    sessions = sessions.exclude(site__organisation=busy) if busy else sessions
    seated = sessions.annotate(taken=Count("places", filter=~Q(places__state="RELEASED"))).filter(taken__gt=0)
    first = seated.select_related("site__organisation").order_by("held_on", "-taken", "pk").first()
    return [each for each in (busy, first.site.organisation if first else None) if each is not None]
