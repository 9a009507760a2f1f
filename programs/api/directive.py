"""Directives and their confirmations, read only: they are written and confirmed on the pages, by name."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from bapas_portal.core.resources import ScopedViewSet
from programs.api.directive_shapes import DirectiveFilters, DirectiveSerializer, ReadingFilters, ReadingSerializer
from programs.models import DirectiveVersion, Reading
from programs.queries.directive import newest, standing_targets


class DirectiveViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = DirectiveVersion.objects.none()
    serializer_class = DirectiveSerializer
    filters = DirectiveFilters
    lookup_field = "directive_id"
    lookup_url_kwarg = "id"
    permission_names = {"GET": "programs.view_directive"}
    tag = _("Arahan")
    summaries = {
        "list": _("Arahan Ditjenpas, versi terbaru yang terbit"),
        "retrieve": _("Satu arahan, versi terbaru yang terbit"),
    }

    def get_queryset(self) -> QuerySet[DirectiveVersion]:
        return newest().prefetch_related(standing_targets())

    def filtered(self, rows: QuerySet, asked: dict[str, Any]) -> QuerySet:
        """`withdrawn` asks for the opposite of "is null"."""
        key = "directive__withdrawn_at__isnull"
        return rows.filter(**{name: not value if name == key else value for name, value in asked.items()})


class ReadingViewSet(ListModelMixin, ScopedViewSet):
    queryset = Reading.objects.none()
    serializer_class = ReadingSerializer
    filters = ReadingFilters
    permission_names = {"GET": "programs.view_directive"}
    tag = _("Arahan")
    summaries = {"list": _("Konfirmasi arahan oleh kantor dalam lingkup tugas Anda, dengan nama")}

    def get_queryset(self) -> QuerySet[Reading]:
        return Reading.objects.visible_to(self.scope).select_related("version", "office", "by")
