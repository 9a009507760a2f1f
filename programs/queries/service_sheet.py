"""What the letters of a service order say: the order, its ledger with figures that agree with it, and its end."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bapas_portal.core.errors import WrongState
from bapas_portal.core.scope import Scope
from clients.models import Guidance
from clients.rules.identity import initials
from programs.choices import HoursKind, OrderState
from programs.models import ServiceOrder, ServicePause
from programs.queries.service import LedgerLine, OrderPicture, ledger_of, pauses_by_day, picture_of, spoken
from programs.queries.service_seal import AttendanceLine, attended_of
from programs.rules.service import sums_by_kind

WORKED = (HoursKind.CREDIT, HoursKind.TRAVEL)


@dataclass(frozen=True, slots=True)
class ServiceSheet:
    """An order as its letters say it. `who` is the name, or initials for a reader who may not know the person.

    `sums`: minutes by kind, reversals taken off; they add up to what is done. `days`: days with work that stands.
    """

    order: ServiceOrder
    is_named: bool
    who: str
    picture: OrderPicture
    lines: list[LedgerLine]
    pauses: list[ServicePause]
    sums: dict[str, int]
    days: list[date]
    today: date
    attended: list[AttendanceLine]

    @property
    def guidance(self) -> Guidance:
        return self.order.guidance


def printable_orders(scope: Scope) -> QuerySet[ServiceOrder]:
    """Orders in scope with all that a letter names at hand; the ledger is read by `sheet_of`."""
    rows = ServiceOrder.objects.visible_to(scope).prefetch_related(pauses_by_day())
    return rows.select_related(
        "guidance__client", "guidance__case", "guidance__officer", "guidance__office__parent__parent", "partner"
    )


def sheet_of(order: ServiceOrder, *, scope: Scope, today: date) -> ServiceSheet:
    """Everything of an order read by `printable_orders`; `today` by the office's clock. Four queries.

    Hours may be added between reading the order and its ledger, so what is done is taken from the ledger printed.
    """
    guidance, lines = order.guidance, ledger_of(order)
    order.minutes_done = lines[-1].balance if lines else 0
    is_named = scope.may_identify(
        office_id=guidance.office_id, officer_id=guidance.officer_id, is_child=guidance.is_child
    )
    kinds = {line.entry.pk: line.entry.kind for line in lines}
    standing = [line.entry for line in lines if line.entry.kind in WORKED and not line.is_reversed]
    return ServiceSheet(
        order=order,
        is_named=is_named,
        who=guidance.client.name if is_named else initials(guidance.client.name),
        picture=picture_of(order, today),
        lines=lines,
        pauses=list(order.pauses.all()),
        sums=sums_by_kind((kinds[line.entry.reverses_id or line.entry.pk], line.entry.minutes) for line in lines),
        days=sorted({entry.worked_on for entry in standing}),
        today=today,
        attended=attended_of(order.pk),
    )


def check_certifiable(order: ServiceOrder) -> None:
    """A certificate is for an order that is done. Raises WrongState, which says what is missing."""
    if order.state == OrderState.DONE:
        return
    if order.state == OrderState.ENDED:
        raise WrongState(
            _(
                "Perintah ini berakhir sebelum selesai: %(done)s dari %(ordered)s dijalani. Surat keterangan selesai"
                " tidak dapat dicetak; laporan kepada jaksa dapat."
            )
            % {"done": spoken(order.minutes_done), "ordered": spoken(order.minutes_ordered)},
            code="ended_early",
        )
    if order.minutes_left:
        raise WrongState(
            _("Surat keterangan dicetak setelah semua jam dijalani. Masih kurang %(left)s dari %(ordered)s.")
            % {"left": spoken(order.minutes_left), "ordered": spoken(order.minutes_ordered)},
            code="hours_missing",
        )
    raise WrongState(
        _("Semua jam sudah dijalani. Nyatakan dahulu perintah ini selesai, lalu cetak surat keterangannya."),
        code="not_closed",
    )
