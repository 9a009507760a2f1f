"""Assessments: read, and recorded by the same action as the page's form."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from bapas_portal.core.resources import ApiRequest, ScopedViewSet, form_key_of
from clients.actions.assessment import record_assessment
from clients.api.assessment_shapes import (
    AssessmentDetailSerializer,
    AssessmentFilters,
    AssessmentInput,
    AssessmentSerializer,
)
from clients.models import Assessment
from clients.permissions.second_rating import blinded
from clients.queries.result import standing_expression

OWN_HEAVY = ("answers", "notes", "sources", "result")
OF_THE_CORRECTION = tuple(f"replaced_by__{name}" for name in OWN_HEAVY)


class AssessmentViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = Assessment.objects.none()
    filters = AssessmentFilters
    permission_names = {"GET": "clients.view_client", "POST": "clients.assess"}
    tag = _("Asesmen")
    summaries = {
        "list": _("Asesmen klien dalam lingkup tugas Anda"),
        "retrieve": _("Satu asesmen dengan jawaban dan catatannya"),
        "create": _("Menyimpan asesmen: dihitung di server, peta kebutuhan diperbarui"),
    }

    def get_serializer_class(self) -> type[BaseSerializer]:
        return AssessmentSerializer if self.action == "list" else AssessmentDetailSerializer

    def get_queryset(self) -> QuerySet[Assessment]:
        rows = Assessment.objects.visible_to(self.scope).exclude(guidance__in=blinded(self.scope.user_id))
        related = rows.select_related("guidance", "version", "assessor", "replaced_by").prefetch_related("factors")
        plain = related.annotate(standing_category=standing_expression()).defer(*OF_THE_CORRECTION)
        # One assessment shows whether its seal holds, for which the version's definition is read.
        return plain.defer(*OWN_HEAVY, "version__definition") if self.action == "list" else plain

    def filtered(self, rows: QuerySet[Assessment], asked: dict[str, Any]) -> QuerySet[Assessment]:
        stands = asked.pop("stands", None)
        rows = rows.filter(**asked)
        return rows if stands is None else rows.filter(replaced_by__isnull=stands)

    @extend_schema(request=AssessmentInput, responses={201: AssessmentDetailSerializer})
    def create(self, request: ApiRequest) -> Response:
        form = AssessmentInput(data=request.data)
        form.is_valid(raise_exception=True)
        values = {**form.validated_data, "form_key": form_key_of(request, form.validated_data.get("form_key"))}
        assessment = record_assessment(**values, by=request.user, scope=self.scope)
        row = get_object_or_404(self.get_queryset(), pk=assessment.pk)
        return Response(self.get_serializer(row).data, status=201)
