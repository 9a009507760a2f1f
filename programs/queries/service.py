"""What pages show of service orders: the ledger with its running balance, the forecast, orders at risk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from bapas_portal.core.dates import today_in
from bapas_portal.core.scope import Scope
from clients.models import Guidance
from programs.choices import OrderState
from programs.models import HoursEntry, ServiceOrder, ServicePause
from programs.rules.service import HOUR, Forecast, Pace, forecast


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
    """An order as a page shows it. `outlook` is None once nothing is left or the order has ended."""

    order: ServiceOrder
    outlook: Forecast | None
    open_pause: ServicePause | None
    percent: int

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
    pauses = list(order.pauses.all())
    opened = next((pause for pause in pauses if pause.to_on is None), None)
    percent = order.minutes_done * 100 // order.minutes_ordered
    return OrderPicture(order, _outlook(order, pauses, today), opened, percent)


def _outlook(order: ServiceOrder, pauses: Iterable[ServicePause], today: date) -> Forecast | None:
    """Finishing at the verdict's pace from tomorrow on; a pause without a last day counts until today."""
    if order.state != OrderState.RUNNING or not order.minutes_left:
        return None
    since = max(today + timedelta(days=1), order.start_on)
    closed = [(pause.from_on, pause.to_on or today) for pause in pauses]
    return forecast(
        order.minutes_left, Pace(order.minutes_per_day, order.days_a_week), order.deadline_on, since, closed
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
    """Running orders in scope; those that will be late first, then by deadline."""
    rows = ServiceOrder.objects.visible_to(scope).filter(state=OrderState.RUNNING)
    rows = rows.select_related("guidance__client", "guidance__office", "guidance__officer")
    pictures = [picture_of(row, today_in(row.guidance.office.zone)) for row in rows.prefetch_related(pauses_by_day())]
    return sorted(pictures, key=_urgency)


def _urgency(picture: OrderPicture) -> tuple[int, date, int]:
    late = picture.outlook.days_late if picture.outlook else 0
    return (-late, picture.order.deadline_on, picture.order.pk)
