"""Sessions at work sites over the API: the office's, opened and cancelled by the pages' own actions."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from bapas_portal.accounts.refs import OfficeRef, OfficerRef
from bapas_portal.core.resources import ApiRequest, IdField, KeyedInput, ScopedViewSet
from partners.models import Site
from programs.actions.service_session import cancel_session, open_session
from programs.api.session import keyed
from programs.choices import SessionState
from programs.models import ServiceSession
from programs.queries.service_session import with_taken

WRITE = {"POST": "programs.write_service_session"}


class SiteRef(serializers.ModelSerializer):
    class Meta:
        model = Site
        fields = ["id", "name"]


class ServiceSessionSerializer(serializers.ModelSerializer):
    """A day's work at a site. It names no client: only how many seats are taken."""

    office = OfficeRef()
    site = SiteRef()
    slot_id = serializers.IntegerField(
        allow_null=True, help_text=_("Jadwal mingguan asalnya; kosong bila dibuka sendiri.")
    )
    taken = serializers.IntegerField(help_text=_("Tempat yang terisi."))
    supervisor = OfficerRef(allow_null=True)
    cancel_reason = serializers.CharField(allow_blank=True)

    class Meta:
        model = ServiceSession
        fields = [
            "id",
            "office",
            "site",
            "slot_id",
            "held_on",
            "starts_at",
            "ends_at",
            "seats",
            "taken",
            "supervisor",
            "state",
            "cancel_reason",
            "lock_version",
            "recorded_at",
        ]
        read_only_fields = fields


class ServiceSessionInput(KeyedInput):
    office_id = IdField()
    site_id = IdField()
    held_on = serializers.DateField()
    starts_at = serializers.TimeField()
    ends_at = serializers.TimeField()
    seats = serializers.IntegerField(min_value=1, max_value=500)


class CancelServiceSessionInput(serializers.Serializer):
    lock_version = serializers.IntegerField(min_value=0)
    reason = serializers.CharField(max_length=300)


class CancelledSessionSerializer(ServiceSessionSerializer):
    replanned = serializers.IntegerField(help_text=_("Perintah yang jadwalnya disusun lagi."))

    class Meta(ServiceSessionSerializer.Meta):
        fields = [*ServiceSessionSerializer.Meta.fields, "replanned"]
        read_only_fields = fields


class ServiceSessionFilters(serializers.Serializer):
    office = IdField(required=False)
    site = IdField(required=False)
    supervisor = IdField(required=False)
    state = serializers.ChoiceField(choices=SessionState.choices, required=False)
    held_from = serializers.DateField(source="held_on__gte", required=False, help_text=_("Sejak tanggal ini."))
    held_to = serializers.DateField(source="held_on__lte", required=False, help_text=_("Sampai tanggal ini."))


class ServiceSessionViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = ServiceSession.objects.none()
    serializer_class = ServiceSessionSerializer
    filters = ServiceSessionFilters
    permission_names = {"GET": "programs.view_service_session", **WRITE}
    tag = _("Kerja sosial")
    summaries = {
        "list": _("Sesi kerja sosial kantor, dengan tempat yang terisi"),
        "retrieve": _("Satu sesi kerja sosial"),
        "create": _("Membuka sesi di luar jadwal mingguan tempat kerja"),
        "cancel": _("Membatalkan sesi, dengan alasan; jadwal kliennya disusun lagi"),
    }

    def get_queryset(self) -> QuerySet[ServiceSession]:
        rows = with_taken(ServiceSession.objects.visible_to(self.scope))
        return rows.select_related("office", "site", "supervisor")

    @extend_schema(request=ServiceSessionInput, responses={201: ServiceSessionSerializer})
    def create(self, request: ApiRequest) -> Response:
        values = keyed(ServiceSessionInput, request)
        made = open_session(**values, by=request.user, scope=request.full_scope)
        return Response(self._told(made.pk), status=201)

    @extend_schema(request=CancelServiceSessionInput, responses=CancelledSessionSerializer)
    @action(detail=True, methods=["post"], permission_names=WRITE)
    def cancel(self, request: ApiRequest, pk: int) -> Response:
        form = CancelServiceSessionInput(data=request.data)
        form.is_valid(raise_exception=True)
        self.get_object()
        number = cancel_session(session_id=pk, by=request.user, scope=self.scope, **form.validated_data)
        return Response({**self._told(pk), "replanned": number})

    def _told(self, pk: int) -> dict[str, Any]:
        return dict(self.get_serializer(get_object_or_404(self.get_queryset(), pk=pk)).data)
