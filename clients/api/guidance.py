"""Clients: a guidance period with its person and case."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from bapas_portal.audit.trail import record_read
from bapas_portal.core.resources import ApiRequest, ScopedViewSet, form_key_of
from clients.actions.register import register_client
from clients.api.guidance_shapes import GuidanceFilters, GuidanceSerializer
from clients.api.register_shapes import RegisterInput
from clients.models import Guidance


class GuidanceViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = Guidance.objects.none()
    serializer_class = GuidanceSerializer
    filters = GuidanceFilters
    permission_names = {"GET": "clients.view_client", "POST": "clients.register_client"}
    tag = _("Klien")
    summaries = {
        "list": _("Masa bimbingan dalam lingkup tugas Anda"),
        "retrieve": _("Satu masa bimbingan; pembacaan dicatat pada jejak audit"),
        "create": _("Mendaftarkan klien: orang, perkara, dan masa bimbingan sekaligus"),
    }

    def get_queryset(self) -> QuerySet[Guidance]:
        rows = Guidance.objects.visible_to(self.scope)
        related = rows.select_related("client", "case", "case__offence_group", "office", "officer")
        return related.defer("client__nik", "client__nik_index", "client__search_text")

    def filtered(self, rows: QuerySet[Guidance], asked: dict[str, Any]) -> QuerySet[Guidance]:
        is_open = asked.pop("is_open", None)
        rows = rows.filter(**asked)
        return rows if is_open is None else rows.filter(ended_on__isnull=is_open)

    def retrieve(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        guidance = self.get_object()
        record_read(subject=guidance, by=request.user)
        return Response(self.get_serializer(guidance).data)

    @extend_schema(request=RegisterInput, responses={201: GuidanceSerializer})
    def create(self, request: ApiRequest) -> Response:
        form = RegisterInput(data=request.data)
        form.is_valid(raise_exception=True)
        values = {**form.validated_data, "form_key": form_key_of(request, form.validated_data.get("form_key"))}
        guidance = register_client(**values, by=request.user, scope=request.full_scope)
        row = get_object_or_404(self.get_queryset(), pk=guidance.pk)
        return Response(self.get_serializer(row).data, status=201)
