"""Service orders with their ledger and schedule. Hours are written on the pages, under the officer's own eyes."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from bapas_portal.audit.trail import record_read
from bapas_portal.core.dates import today_in
from bapas_portal.core.resources import ApiRequest, ScopedViewSet
from clients.models import Guidance
from programs.actions.schedule import plan_order
from programs.api.schedule_shapes import OrderScheduleSerializer
from programs.api.service_shapes import ServiceOrderDetailSerializer, ServiceOrderFilters, ServiceOrderSerializer
from programs.models import ServiceOrder
from programs.queries.order_schedule import schedule_of
from programs.queries.service import OrderPicture, pauses_by_day, pictures_of

READ = {"GET": "programs.view_service"}


class ServiceOrderViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = ServiceOrder.objects.none()
    serializer_class = ServiceOrderSerializer
    filters = ServiceOrderFilters
    pictures: dict[int, OrderPicture] = {}
    permission_names = READ
    tag = _("Kerja sosial")
    summaries = {
        "list": _("Perintah kerja sosial dan pelayanan masyarakat dalam lingkup tugas Anda"),
        "retrieve": _("Satu perintah dengan jeda dan buku jamnya; pembacaan dicatat pada jejak audit"),
        "schedule": _("Jadwal perintah: sesi yang akan datang dan yang masih kurang; pembacaan dicatat"),
        "plan": _("Menyusun jadwal perintah; dikirim sekali lagi tidak mengubah apa-apa"),
    }

    def get_queryset(self) -> QuerySet[ServiceOrder]:
        rows = ServiceOrder.objects.visible_to(self.scope).prefetch_related(pauses_by_day())
        return rows.select_related("guidance__office__parent__parent", "guidance__officer", "partner", "placement")

    def paginate_queryset(self, queryset: Any) -> Any:
        """The page's rows, and with them their pictures, which the serializer asks for one by one."""
        page = super().paginate_queryset(queryset)
        self.pictures = _pictures(page or [])
        return page

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "pictures": self.pictures}

    @extend_schema(responses=ServiceOrderDetailSerializer)
    def retrieve(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        order = self.get_object()
        self.pictures = _pictures([order])
        record_read(subject=order.guidance, by=request.user, part="service")
        return Response(ServiceOrderDetailSerializer(order, context=self.get_serializer_context()).data)

    @extend_schema(responses=OrderScheduleSerializer)
    @action(detail=True, methods=["get"], permission_names=READ)
    def schedule(self, request: ApiRequest, pk: int) -> Response:
        order = self.get_object()
        record_read(subject=order.guidance, by=request.user, part="service")
        return Response(self._scheduled(order))

    @extend_schema(request=None, responses=OrderScheduleSerializer)
    @action(detail=True, methods=["post"], permission_names={"POST": "programs.write_service"})
    def plan(self, request: ApiRequest, pk: int) -> Response:
        self.get_object()
        plan_order(order_id=pk, by=request.user, scope=self.scope)
        return Response(self._scheduled(self.get_object()))

    def _may_identify(self, guidance: Guidance) -> bool:
        where = {"office_id": guidance.office_id, "officer_id": guidance.officer_id}
        return self.scope.may_identify(**where, is_child=guidance.is_child)

    def _scheduled(self, order: ServiceOrder) -> dict[str, Any]:
        context = dict(self.get_serializer_context()) | {"is_identified": self._may_identify(order.guidance)}
        return dict(OrderScheduleSerializer(schedule_of(order), context=context).data)


def _pictures(orders: Sequence[ServiceOrder]) -> dict[int, OrderPicture]:
    rows = [(order, today_in(order.guidance.office.zone)) for order in orders]
    return {picture.order.pk: picture for picture in pictures_of(rows)}
