"""What a partner's worker sees: the partner's referrals, and of each client the least."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from bapas_portal.core.scope import Scope
from partners.choices_referral import ReferralStage, ReportDecision
from partners.models import Referral, ReferralReport
from partners.queries.referral import told, with_names
from partners.rules.disclosure import Disclosed

SERVE = "partners.serve_referral"
GROUPS = ("answer", "waiting", "soon", "running", "report")


@dataclass(frozen=True, slots=True)
class OwnReferral:
    """A referral and what the partner is told of the client."""

    referral: Referral
    told: Disclosed


def sent(scope: Scope) -> QuerySet[Referral]:
    """Referrals sent to the partner. `scope` narrowed to SERVE."""
    return with_names(Referral.objects.visible_to(scope))


def day_of(scope: Scope) -> dict[str, list[OwnReferral]]:
    """What the partner has to do, by kind: to answer, waiting, to start, running, reports due or returned."""
    stands = ReferralReport.objects.filter(referral=OuterRef("pk")).exclude(decision=ReportDecision.RETURNED)
    ended = Q(stage__in=[ReferralStage.COMPLETED, ReferralStage.ENDED_EARLY]) & ~Exists(stands)
    running = Q(stage__in=[ReferralStage.STARTED, ReferralStage.PAUSED])
    wanted = {
        "answer": Q(stage=ReferralStage.SENT),
        "waiting": Q(stage=ReferralStage.WAITING),
        "soon": Q(stage=ReferralStage.ACCEPTED),
        "running": running,
        "report": ended,
    }
    return {name: told_each(sent(scope).filter(wanted[name]).order_by("queued_at", "pk")) for name in GROUPS}


def concluded(scope: Scope) -> QuerySet[Referral]:
    """What is over, newest first."""
    over = [ReferralStage.COMPLETED, ReferralStage.ENDED_EARLY, ReferralStage.DECLINED, ReferralStage.WITHDRAWN]
    return sent(scope).filter(stage__in=over)


def told_each(rows: Iterable[Referral]) -> list[OwnReferral]:
    return [OwnReferral(row, told(row)) for row in rows]
