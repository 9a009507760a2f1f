"""Readings of what a line of a plan measures: read, and written by the pages' own actions."""

from typing import Any
from uuid import uuid4

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from bapas_portal.accounts.refs import OfficerRef
from bapas_portal.core.resources import ApiRequest, IdField, KeyedInput, ScopedViewSet, form_key_of
from programs.actions.indicator import correct_reading, take_reading
from programs.models import IndicatorReading
from programs.queries.indicator import is_replaced, visible_readings


class IndicatorReadingSerializer(serializers.ModelSerializer):
    """A number with its unit, or words. `replaced_by_id` is the reading that puts this one right."""

    line_id = serializers.IntegerField()
    guidance_id = serializers.IntegerField(source="line.plan.guidance_id")
    replaces_id = serializers.IntegerField(allow_null=True, help_text=_("Hasil ukur yang dibetulkan oleh yang ini."))
    replaced_by_id = serializers.SerializerMethodField()
    by = OfficerRef()

    class Meta:
        model = IndicatorReading
        fields = [
            "id",
            "line_id",
            "guidance_id",
            "measured_on",
            "value",
            "unit",
            "words",
            "note",
            "replaces_id",
            "replaced_by_id",
            "by",
            "recorded_at",
        ]
        read_only_fields = fields

    def get_replaced_by_id(self, reading: IndicatorReading) -> int | None:
        return reading.replaced_by.pk if is_replaced(reading) else None


class IndicatorReadingFilters(serializers.Serializer):
    line = IdField(required=False)
    guidance = IdField(source="line__plan__guidance", required=False)
    measured_from = serializers.DateField(source="measured_on__gte", required=False, help_text=_("Sejak tanggal ini."))
    measured_to = serializers.DateField(source="measured_on__lte", required=False, help_text=_("Sampai tanggal ini."))


class IndicatorReadingInput(KeyedInput):
    """A reading of a line, or the correction of one."""

    line_id = IdField(required=False, help_text=_("Baris yang diukur; tidak perlu bila membetulkan."))
    replaces_id = IdField(
        required=False, allow_null=True, help_text=_("Hasil ukur yang dibetulkan; catatan wajib diisi.")
    )
    measured_on = serializers.DateField()
    amount = serializers.CharField(
        max_length=200, help_text=_("Angka bila baris mempunyai satuan, selain itu kata-kata.")
    )
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if ("line_id" in given) == (given.get("replaces_id") is not None):
            raise serializers.ValidationError({"line_id": [_("Sebut baris yang diukur, atau yang dibetulkan.")]})
        return given


class IndicatorReadingViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = IndicatorReading.objects.none()
    serializer_class = IndicatorReadingSerializer
    filters = IndicatorReadingFilters
    permission_names = {"GET": "programs.view_plan", "POST": "programs.write_plan"}
    tag = _("Rencana aksi")
    summaries = {
        "list": _("Hasil ukur tujuan rencana, juga yang sudah dibetulkan"),
        "retrieve": _("Satu hasil ukur"),
        "create": _("Mencatat hasil ukur, atau membetulkan satu"),
    }

    def get_queryset(self) -> QuerySet[IndicatorReading]:
        return visible_readings(self.scope).select_related("line__plan")

    @extend_schema(request=IndicatorReadingInput, responses={201: IndicatorReadingSerializer})
    def create(self, request: ApiRequest) -> Response:
        form = IndicatorReadingInput(data=request.data)
        form.is_valid(raise_exception=True)
        given = dict(form.validated_data)
        given["form_key"] = form_key_of(request, given.get("form_key")) or uuid4()
        replaces, line = given.pop("replaces_id", None), given.pop("line_id", None)
        said = {"by": request.user, "scope": self.scope, **given}
        row = correct_reading(reading_id=replaces, **said) if replaces else take_reading(line_id=line, **said)
        return Response(self.get_serializer(self.get_queryset().get(pk=row.pk)).data, status=201)
