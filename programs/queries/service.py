"""What pages show of service orders: the ledger with its running balance, the forecast, orders at risk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from bapas_portal.core.dates import today_in
from bapas_portal.core.scope import Scope
from clients.models import Guidance
from programs.choices import OrderState
from programs.choices_service import AT_RISK
from programs.models import HoursEntry, ServiceOrder, ServicePause, ServicePlan
from programs.queries.service_ahead import ahead_of, plans_of
from programs.rules.service import HOUR, NOTHING_AHEAD, Ahead, Forecast, Pace, forecast


def spoken(minutes: int) -> str:
    """Minutes in words: 150 -> "2 jam 30 menit"; the sign stays."""
    hours, rest = divmod(abs(minutes), HOUR)
    parts = [_("%(n)s jam") % {"n": hours}] if hours or not rest else []
    parts += [_("%(n)s menit") % {"n": rest}] if rest else []
    return ("−" if minutes < 0 else "") + " ".join(parts)


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """An entry with the balance after it, in minutes and in words."""

    entry: HoursEntry
    balance: int
    is_reversed: bool

    @property
    def words(self) -> str:
        return spoken(self.entry.minutes)

    @property
    def balance_words(self) -> str:
        return spoken(self.balance)


@dataclass(frozen=True, slots=True)
class OrderPicture:
    """An order as a page shows it. `outlook` is None once nothing is left or the order has ended.

    `plan` is what the last planning left open, None when the order was never planned.
    """

    order: ServiceOrder
    outlook: Forecast | None
    open_pause: ServicePause | None
    percent: int
    plan: ServicePlan | None = None

    @property
    def unbooked(self) -> int:
        """Minutes still to be worked for which no seat is booked."""
        return self.order.minutes_left - self.outlook.booked if self.outlook else 0

    @property
    def unbooked_words(self) -> str:
        return spoken(self.unbooked)

    @property
    def booked_words(self) -> str:
        return spoken(self.outlook.booked if self.outlook else 0)

    @property
    def why_short(self) -> str:
        """Why the last planning found no seat for the rest, in words; '' when nothing is short."""
        return str(self.plan.get_why_display()) if self.plan and self.plan.why and self.unbooked else ""

    @property
    def is_at_risk(self) -> bool:
        """Late by the forecast, or short for a reason that does not pass by itself."""
        if self.outlook is None:
            return False
        return self.outlook.is_late or (self.unbooked > 0 and self.plan is not None and self.plan.why in AT_RISK)

    @property
    def ordered(self) -> str:
        return spoken(self.order.minutes_ordered)

    @property
    def done(self) -> str:
        return spoken(self.order.minutes_done)

    @property
    def left(self) -> str:
        return spoken(self.order.minutes_left)

    @property
    def per_day(self) -> str:
        return spoken(self.order.minutes_per_day)


def orders_of(guidance: Guidance) -> list[ServiceOrder]:
    """All orders of a guidance in scope already, the newest first."""
    rows = guidance.service_orders.select_related("partner", "created_by")
    return list(rows.prefetch_related(pauses_by_day()).order_by("-start_on", "-pk"))


def pauses_by_day() -> Prefetch:
    """The pauses of an order by their first day, with who wrote them."""
    return Prefetch("pauses", queryset=ServicePause.objects.select_related("by").order_by("from_on"))


def picture_of(order: ServiceOrder, today: date) -> OrderPicture:
    return pictures_of([(order, today)])[0]


def pictures_of(rows: Sequence[tuple[ServiceOrder, date]]) -> list[OrderPicture]:
    """Orders, each with its office's today, as pages show them. Pauses are read with the orders (`pauses_by_day`)."""
    running = [(order.pk, today) for order, today in rows if _runs(order)]
    ahead, plans = ahead_of(running), plans_of([pk for pk, _today in running])
    return [_picture(order, today, ahead.get(order.pk, NOTHING_AHEAD), plans.get(order.pk)) for order, today in rows]


def _picture(order: ServiceOrder, today: date, ahead: Ahead, plan: ServicePlan | None) -> OrderPicture:
    pauses = list(order.pauses.all())
    opened = next((pause for pause in pauses if pause.to_on is None), None)
    percent = order.minutes_done * 100 // order.minutes_ordered
    return OrderPicture(order, _outlook(order, pauses, today, ahead), opened, percent, plan)


def _runs(order: ServiceOrder) -> bool:
    return order.state == OrderState.RUNNING and order.minutes_left > 0


def _outlook(order: ServiceOrder, pauses: Iterable[ServicePause], today: date, ahead: Ahead) -> Forecast | None:
    """Finishing with the seats booked, then at the verdict's pace; a pause without a last day counts until today."""
    if not _runs(order):
        return None
    since = max(today + timedelta(days=1), order.start_on)
    closed = [(pause.from_on, pause.to_on or today) for pause in pauses]
    return forecast(
        order.minutes_left, Pace(order.minutes_per_day, order.days_a_week), order.deadline_on, since, closed, ahead
    )


def ledger_of(order: ServiceOrder) -> list[LedgerLine]:
    """The entries in the order they were written, with the balance after each."""
    entries = list(order.entries.select_related("by").order_by("pk"))
    gone = {entry.reverses_id for entry in entries if entry.reverses_id}
    lines, balance = [], 0
    for entry in entries:
        balance += entry.minutes
        lines.append(LedgerLine(entry, balance, entry.pk in gone))
    return lines


def running(scope: Scope) -> list[OrderPicture]:
    """Running orders in scope; those that will be late first, then others at risk, then by deadline."""
    rows = ServiceOrder.objects.visible_to(scope).filter(state=OrderState.RUNNING)
    rows = rows.select_related("guidance__client", "guidance__office", "guidance__officer")
    orders = [(row, today_in(row.guidance.office.zone)) for row in rows.prefetch_related(pauses_by_day())]
    return sorted(pictures_of(orders), key=_urgency)


def _urgency(picture: OrderPicture) -> tuple[int, bool, date, int]:
    late = picture.outlook.days_late if picture.outlook else 0
    return (-late, not picture.is_at_risk, picture.order.deadline_on, picture.order.pk)
