"""Attendance at sessions of kerja sosial: read, and a whole list saved at once by the page's own action."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from bapas_portal.accounts.refs import OfficerRef
from bapas_portal.core.resources import ApiRequest, IdField, ScopedViewSet
from programs.actions.service_attendance import Taken, save_attendance
from programs.choices_service import Rating, SeatOutcome
from programs.models import ServiceAttendance
from programs.rules.service_attendance import Sent


class ServiceAttendanceSerializer(serializers.ModelSerializer):
    """What became of a seat. `note` and `reason` are null for a reader who may not know whose row it is."""

    session_id = serializers.IntegerField(source="seat.session_id")
    seat_id = serializers.IntegerField()
    order_id = serializers.IntegerField()
    held_on = serializers.DateField(source="seat.session.held_on")
    note = serializers.CharField(allow_null=True, allow_blank=True)
    reason = serializers.CharField(allow_null=True, allow_blank=True)
    replaces_id = serializers.IntegerField(allow_null=True, help_text=_("Baris yang dibetulkan oleh baris ini."))
    by = OfficerRef()
    seal = serializers.SerializerMethodField(help_text=_("SHA-256 berantai per perintah; kosong bila tidak tersegel."))

    class Meta:
        model = ServiceAttendance
        fields = [
            "id",
            "session_id",
            "seat_id",
            "order_id",
            "held_on",
            "outcome",
            "started_at",
            "ended_at",
            "rest",
            "travel",
            "minutes",
            "quality",
            "conduct",
            "note",
            "replaces_id",
            "reason",
            "by",
            "recorded_at",
            "seal",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.CharField())
    def get_seal(self, row: ServiceAttendance) -> str:
        link = getattr(row, "seal", None)
        return link.seal if link else ""

    def to_representation(self, row: ServiceAttendance) -> dict[str, Any]:
        said, guidance = super().to_representation(row), row.order.guidance
        may = self.context["request"].full_scope.may_identify(
            office_id=guidance.office_id, officer_id=guidance.officer_id, is_child=guidance.is_child
        )
        return said if may else {**said, "note": None, "reason": None}


class SeatInput(serializers.Serializer):
    """One row of the list; times for who came, a note for a valid reason."""

    seat_id = IdField()
    outcome = serializers.ChoiceField(choices=SeatOutcome.choices)
    started_at = serializers.TimeField(required=False, allow_null=True, default=None)
    ended_at = serializers.TimeField(required=False, allow_null=True, default=None)
    rest = serializers.IntegerField(required=False, default=0, min_value=0, max_value=480)
    travel = serializers.IntegerField(required=False, default=0, min_value=0, max_value=480)
    quality = serializers.ChoiceField(choices=Rating.choices, required=False, allow_null=True, default=None)
    conduct = serializers.ChoiceField(choices=Rating.choices, required=False, allow_null=True, default=None)
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)


class ListInput(serializers.Serializer):
    """A list or a part of it: all rows are saved or none. Sent twice, every row counts once."""

    session_id = IdField()
    rows = SeatInput(many=True, allow_empty=False)

    def validate_rows(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len({row["seat_id"] for row in rows}) != len(rows):
            raise serializers.ValidationError(_("Satu klien disebut dua kali."))
        return rows


class DifferenceSerializer(serializers.Serializer):
    """A row that somebody wrote before with other words; what stands is not changed."""

    stands = ServiceAttendanceSerializer()
    fields_that_differ = serializers.ListField(child=serializers.CharField())


class TakenSerializer(serializers.Serializer):
    saved = ServiceAttendanceSerializer(many=True)
    same = ServiceAttendanceSerializer(many=True, help_text=_("Sudah tersimpan sebelumnya dengan isi yang sama."))
    differs = DifferenceSerializer(many=True)


class ServiceAttendanceFilters(serializers.Serializer):
    session = IdField(source="seat__session", required=False)
    order = IdField(required=False)
    outcome = serializers.ChoiceField(choices=SeatOutcome.choices, required=False)


class ServiceAttendanceViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = ServiceAttendance.objects.none()
    serializer_class = ServiceAttendanceSerializer
    filters = ServiceAttendanceFilters
    permission_names = {"GET": "programs.view_service", "POST": "programs.supervise_service"}
    tag = _("Kerja sosial")
    summaries = {
        "list": _("Kehadiran pada sesi kerja sosial, dengan segelnya"),
        "retrieve": _("Satu kehadiran"),
        "create": _("Menyimpan daftar hadir satu sesi sekaligus; dikirim dua kali tetap dihitung satu kali"),
    }

    def get_queryset(self) -> QuerySet[ServiceAttendance]:
        rows = ServiceAttendance.objects.visible_to(self.scope)
        return rows.select_related("seat__session", "order__guidance", "by", "seal")

    @extend_schema(request=ListInput, responses={201: TakenSerializer, 200: TakenSerializer})
    def create(self, request: ApiRequest) -> Response:
        form = ListInput(data=request.data)
        form.is_valid(raise_exception=True)
        given = form.validated_data["rows"]
        rows = {row["seat_id"]: Sent(**{k: v for k, v in row.items() if k != "seat_id"}) for row in given}
        session_id = form.validated_data["session_id"]
        taken = save_attendance(session_id=session_id, rows=rows, by=request.user, scope=self.scope)
        return Response(self._told(taken), status=201 if taken.saved else 200)

    def _told(self, taken: Taken) -> Any:
        rows = [*taken.saved, *taken.same, *(row for row, _sent, _names in taken.differs)]
        found = {row.pk: row for row in self.get_queryset().filter(pk__in=[row.pk for row in rows])}
        differs = [{"stands": found[row.pk], "fields_that_differ": names} for row, _sent, names in taken.differs]
        said = {
            "saved": [found[row.pk] for row in taken.saved],
            "same": [found[row.pk] for row in taken.same],
            "differs": differs,
        }
        return TakenSerializer(said, context=self.get_serializer_context()).data
