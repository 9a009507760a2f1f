"""Needs with their history: every dated row of the needs map, open and closed."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from bapas_portal.core.resources import ScopedViewSet
from clients.api.needs_shapes import MapNeedSerializer, NeedFilters
from clients.models import Need
from clients.permissions.second_rating import blinded


class NeedViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = Need.objects.none()
    serializer_class = MapNeedSerializer
    filters = NeedFilters
    permission_names = {"GET": "clients.view_client"}
    tag = _("Kebutuhan")
    summaries = {
        "list": _("Peta kebutuhan klien dalam lingkup tugas Anda, dengan riwayatnya"),
        "retrieve": _("Satu kebutuhan dengan tanggal dan asalnya"),
    }

    def get_queryset(self) -> QuerySet[Need]:
        rows = Need.objects.visible_to(self.scope).exclude(guidance__in=blinded(self.scope.user_id))
        return rows.select_related("guidance", "opened_by")

    def filtered(self, rows: QuerySet[Need], asked: dict[str, Any]) -> QuerySet[Need]:
        is_open, day = asked.pop("is_open", None), asked.pop("on", None)
        rows = rows.filter(**asked)
        if is_open is not None:
            rows = rows.filter(closed_on__isnull=is_open)
        if day is not None:
            rows = rows.filter(Q(closed_on=None) | Q(closed_on__gt=day), opened_on__lte=day)
        return rows
