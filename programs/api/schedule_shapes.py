"""What the API tells of an order's schedule."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from programs.choices_service import Short
from programs.queries.order_schedule import OrderSchedule


class SeatSerializer(serializers.Serializer):
    """A booked seat from today on. `session_id` and `site` are null for a reader who may not know whose it is."""

    id = serializers.IntegerField(source="seat.pk")
    session_id = serializers.IntegerField(source="seat.session_id", allow_null=True)
    held_on = serializers.DateField(source="seat.session.held_on")
    starts_at = serializers.TimeField(source="seat.session.starts_at")
    ends_at = serializers.TimeField(source="seat.session.ends_at")
    site = serializers.CharField(source="seat.session.site.name", allow_null=True)
    minutes = serializers.IntegerField(help_text=_("Yang paling banyak dihitung dari sesi ini."))
    left_after = serializers.IntegerField(help_text=_("Menit yang tersisa sesudahnya."))


class OrderScheduleSerializer(serializers.Serializer):
    """Seats ahead, and what planning now would change. Minutes are whole."""

    seats = SeatSerializer(many=True)
    short = serializers.IntegerField(help_text=_("Menit yang belum tertutup oleh sesi terjadwal."))
    to_take = serializers.IntegerField(help_text=_("Sesi yang akan dipesan bila disusun sekarang."))
    to_release = serializers.IntegerField(help_text=_("Tempat yang akan dilepas bila disusun sekarang."))
    why = serializers.ChoiceField(
        choices=Short.choices,
        allow_null=True,
        help_text=_("Mengapa masih kurang sesudah disusun; kosong bila cukup."),
    )
    reason = serializers.CharField(allow_blank=True, help_text=_("Sebabnya dalam kata."))
    advice = serializers.CharField(allow_blank=True, help_text=_("Yang dapat dilakukan."))
    finishes_on = serializers.DateField(allow_null=True, help_text=_("Hari sesi terakhir; kosong bila masih kurang."))
    until = serializers.DateField(help_text=_("Hari terakhir yang sesinya dibuka."))

    def to_representation(self, schedule: OrderSchedule) -> dict[str, Any]:
        said: dict[str, Any] = super().to_representation(schedule)
        if not self.context["is_identified"]:
            said["seats"] = [{**seat, "session_id": None, "site": None} for seat in said["seats"]]
        return said
