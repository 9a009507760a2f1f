"""Activities of Klien Bapas Peduli and its calendar, read only."""

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from bapas_portal.core.resources import ScopedViewSet
from programs.api.activity_shapes import (
    CalendarEntryFilters,
    CalendarEntrySerializer,
    CareActivityFilters,
    CareActivitySerializer,
)
from programs.models import ActivityOutput, CalendarEntry, CareActivity
from programs.queries.activity import visible_activities, with_head_count
from programs.queries.calendar import visible_entries


class CareActivityViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = CareActivity.objects.none()
    serializer_class = CareActivitySerializer
    filters = CareActivityFilters
    permission_names = {"GET": "programs.view_activity"}
    tag = _("Klien Bapas Peduli")
    summaries = {
        "list": _("Kegiatan dalam lingkup tugas Anda, dengan jumlah peserta tanpa nama"),
        "retrieve": _("Satu kegiatan"),
    }

    def get_queryset(self) -> QuerySet[CareActivity]:
        outputs = ActivityOutput.objects.visible_to(self.scope).filter(removed_at=None)
        rows = visible_activities(self.scope)
        return with_head_count(rows).prefetch_related(Prefetch("outputs", queryset=outputs, to_attr="kept_outputs"))


class CalendarEntryViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = CalendarEntry.objects.none()
    serializer_class = CalendarEntrySerializer
    filters = CalendarEntryFilters
    permission_names = {"GET": "programs.view_activity"}
    tag = _("Klien Bapas Peduli")
    summaries = {
        "list": _("Agenda kalender yang berlaku bagi kantor Anda"),
        "retrieve": _("Satu agenda"),
    }

    def get_queryset(self) -> QuerySet[CalendarEntry]:
        return visible_entries(self.scope)
