"""What the API tells of an activity and of the calendar: counts, never a participant."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from bapas_portal.accounts.refs import OfficeRef
from bapas_portal.core.resources import IdField
from programs.choices import ActivityKind, ActivityState, OutputUnit
from programs.models import ActivityOutput, CalendarEntry, CareActivity
from programs.queries.activity import is_late_activity


class ActivityOutputSerializer(serializers.ModelSerializer):
    unit = serializers.ChoiceField(choices=OutputUnit.choices)

    class Meta:
        model = ActivityOutput
        fields = ["id", "value", "unit", "note"]
        read_only_fields = fields


class CareActivitySerializer(serializers.ModelSerializer):
    """One activity. `participants` counts who agreed and came; `is_late` is null before the report was handed in."""

    office = OfficeRef()
    calendar_entry_id = serializers.IntegerField(allow_null=True)
    participants = serializers.IntegerField(source="head_count")
    outputs = ActivityOutputSerializer(many=True, source="kept_outputs")
    is_late = serializers.SerializerMethodField(help_text=_("Kosong bila laporan belum diajukan."))

    class Meta:
        model = CareActivity
        fields = [
            "id",
            "office",
            "held_on",
            "kind",
            "title",
            "place",
            "latitude",
            "longitude",
            "calendar_entry_id",
            "state",
            "participants",
            "officer_count",
            "beneficiary_count",
            "outputs",
            "first_submitted_at",
            "is_late",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.BooleanField(allow_null=True))
    def get_is_late(self, activity: CareActivity) -> Any:
        return is_late_activity(activity)


class CareActivityFilters(serializers.Serializer):
    office = IdField(required=False)
    kind = serializers.ChoiceField(choices=ActivityKind.choices, required=False)
    state = serializers.ChoiceField(choices=ActivityState.choices, required=False)
    held_from = serializers.DateField(source="held_on__gte", required=False, help_text=_("Sejak tanggal ini."))
    held_to = serializers.DateField(source="held_on__lte", required=False, help_text=_("Sampai tanggal ini."))


class CalendarEntrySerializer(serializers.ModelSerializer):
    office = OfficeRef()

    class Meta:
        model = CalendarEntry
        fields = ["id", "office", "title", "directive", "from_on", "to_on", "cancelled_at", "cancel_reason"]
        read_only_fields = fields


class CalendarEntryFilters(serializers.Serializer):
    office = IdField(required=False)
    ends_from = serializers.DateField(source="to_on__gte", required=False, help_text=_("Berakhir sejak tanggal ini."))
    starts_to = serializers.DateField(source="from_on__lte", required=False, help_text=_("Mulai sampai tanggal ini."))
