"""What the API tells of a service order: its terms, its forecast, and one by one its ledger and pauses."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from bapas_portal.accounts.refs import OfficeRef, OfficerRef
from bapas_portal.core.resources import IdField
from clients.api.guidance_shapes import may_identify
from programs.api.plan_shapes import PartnerRef
from programs.choices import BreachConsequence, HoursKind, OrderState, ServiceKind
from programs.choices_service import Short
from programs.models import ServiceOrder, ServicePause
from programs.queries.service import ledger_of

# What could tell who somebody is; null for a reader who may not know (UU 11/2012 art. 19).
IDENTITY = ("verdict_no", "place", "partner", "end_note")


class ForecastSerializer(serializers.Serializer):
    """With the sessions booked, and for the rest at the verdict's pace after them."""

    finishes_on = serializers.DateField()
    days_late = serializers.IntegerField(help_text=_("Hari sesudah batas waktu; 0 bila tepat waktu."))
    sessions = serializers.IntegerField(help_text=_("Hari kerja yang masih perlu."))
    minutes_booked = serializers.IntegerField(source="booked", help_text=_("Menit pada sesi yang sudah dijadwalkan."))


class ServiceOrderSerializer(serializers.ModelSerializer):
    """Minutes are whole. `is_identified` false: every field that could tell who it is is null.

    The context holds `pictures`: order id -> OrderPicture, read for all rows at once.
    """

    guidance_id = serializers.IntegerField()
    office = OfficeRef(source="guidance.office")
    officer = OfficerRef(source="guidance.officer", allow_null=True)
    verdict_no = serializers.CharField(allow_null=True)
    place = serializers.CharField(allow_null=True)
    partner = PartnerRef(allow_null=True)
    consequence = serializers.ChoiceField(choices=BreachConsequence.choices, allow_blank=True)
    end_note = serializers.CharField(allow_null=True, allow_blank=True)
    minutes_left = serializers.IntegerField()
    plan_short = serializers.SerializerMethodField(
        help_text=_("Mengapa sisa jam belum terjadwal; kosong bila semua terjadwal atau belum pernah dijadwalkan.")
    )
    is_at_risk = serializers.SerializerMethodField(help_text=_("Terancam lewat batas waktu."))
    forecast = serializers.SerializerMethodField(help_text=_("Kosong bila jam sudah penuh atau perintah ditutup."))
    is_identified = serializers.SerializerMethodField()

    class Meta:
        model = ServiceOrder
        fields = [
            "id",
            "guidance_id",
            "office",
            "officer",
            "kind",
            "state",
            "verdict_no",
            "verdict_on",
            "minutes_ordered",
            "minutes_per_day",
            "days_a_week",
            "start_on",
            "deadline_on",
            "place",
            "partner",
            "consequence",
            "minutes_done",
            "minutes_left",
            "forecast",
            "plan_short",
            "is_at_risk",
            "ended_on",
            "end_note",
            "recorded_at",
            "is_identified",
        ]
        read_only_fields = fields

    @extend_schema_field(ForecastSerializer(allow_null=True))
    def get_forecast(self, order: ServiceOrder) -> dict[str, Any] | None:
        outlook = self.context["pictures"][order.pk].outlook
        return ForecastSerializer(outlook).data if outlook else None

    @extend_schema_field(serializers.ChoiceField(choices=Short.choices, allow_blank=True))
    def get_plan_short(self, order: ServiceOrder) -> str:
        picture = self.context["pictures"][order.pk]
        return picture.plan.why if picture.plan and picture.unbooked else ""

    def get_is_at_risk(self, order: ServiceOrder) -> bool:
        return bool(self.context["pictures"][order.pk].is_at_risk)

    def get_is_identified(self, order: ServiceOrder) -> bool:
        return may_identify(self, order.guidance)

    def to_representation(self, order: ServiceOrder) -> dict[str, Any]:
        said = super().to_representation(order)
        return said if said["is_identified"] else {**said, **dict.fromkeys(IDENTITY)}


class LedgerLineSerializer(serializers.Serializer):
    """An entry, never changed: `minutes` adds to what is done, `balance` is what is done after it."""

    id = serializers.IntegerField(source="entry.pk")
    kind = serializers.ChoiceField(source="entry.kind", choices=HoursKind.choices)
    worked_on = serializers.DateField(source="entry.worked_on")
    started_at = serializers.TimeField(source="entry.started_at", allow_null=True)
    ended_at = serializers.TimeField(source="entry.ended_at", allow_null=True)
    minutes = serializers.IntegerField(source="entry.minutes")
    balance = serializers.IntegerField()
    reason = serializers.CharField(source="entry.reason", allow_null=True, allow_blank=True)
    reverses_id = serializers.IntegerField(
        source="entry.reverses_id", allow_null=True, help_text=_("Baris yang dibatalkan oleh baris ini.")
    )
    is_reversed = serializers.BooleanField(help_text=_("Baris ini sudah dibatalkan."))
    by = OfficerRef(source="entry.by")
    recorded_at = serializers.DateTimeField(source="entry.recorded_at")


class ServicePauseSerializer(serializers.ModelSerializer):
    note = serializers.CharField(allow_null=True, allow_blank=True)
    by = OfficerRef()

    class Meta:
        model = ServicePause
        fields = ["id", "from_on", "to_on", "reason", "note", "by"]


class ServiceOrderDetailSerializer(ServiceOrderSerializer):
    pauses = ServicePauseSerializer(many=True)
    ledger = serializers.SerializerMethodField(help_text=_("Menurut urutan pencatatan; balance baris terakhir."))

    class Meta(ServiceOrderSerializer.Meta):
        fields = [*ServiceOrderSerializer.Meta.fields, "pauses", "ledger"]
        read_only_fields = fields

    @extend_schema_field(LedgerLineSerializer(many=True))
    def get_ledger(self, order: ServiceOrder) -> list[dict[str, Any]]:
        return list(LedgerLineSerializer(ledger_of(order), many=True).data)

    def to_representation(self, order: ServiceOrder) -> dict[str, Any]:
        """Free words may name a person: only for who may know whose row it is."""
        said = super().to_representation(order)
        if not said["is_identified"]:
            said["pauses"] = [{**pause, "note": None} for pause in said["pauses"]]
            said["ledger"] = [{**line, "reason": None} for line in said["ledger"]]
        return said


class ServiceOrderFilters(serializers.Serializer):
    guidance = IdField(required=False)
    office = IdField(source="guidance__office", required=False)
    officer = IdField(source="guidance__officer", required=False, help_text=_("PK atau APK yang memegang."))
    kind = serializers.ChoiceField(choices=ServiceKind.choices, required=False)
    state = serializers.ChoiceField(choices=OrderState.choices, required=False)
    deadline_from = serializers.DateField(
        source="deadline_on__gte", required=False, help_text=_("Batas waktu sejak tanggal ini.")
    )
    deadline_to = serializers.DateField(
        source="deadline_on__lte", required=False, help_text=_("Batas waktu sampai tanggal ini.")
    )
