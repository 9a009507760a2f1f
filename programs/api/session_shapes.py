"""What the API tells of sessions of guidance and who attended, and the shapes sent to it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from bapas_portal.accounts.refs import OfficeRef, OfficerRef
from bapas_portal.core.resources import BIGGEST_ID, IdField, KeyedInput
from programs.actions.attendance import LONGEST_NOTE
from programs.api.programme_shapes import MOST_CLIENTS
from programs.choices import AttendanceKind, SessionMode
from programs.models import Attendance, GuidanceSession
from programs.queries.guiding import named

LONGEST_TEXT = 4000


class AttendanceSerializer(serializers.ModelSerializer):
    """A client on the list of a session. `version` counts the marks: 0 is not marked yet, with `mark` empty.

    `is_identified` false: the reader may not know who it is; `name` and `note` are null.
    """

    session_id = serializers.IntegerField()
    guidance_id = serializers.IntegerField()
    enrolment_id = serializers.IntegerField(allow_null=True)
    held_on = serializers.DateField(source="session.held_on")
    is_cancelled = serializers.SerializerMethodField(help_text=_("Pertemuannya dibatalkan; tidak dihitung."))
    name = serializers.SerializerMethodField()
    mark = serializers.ChoiceField(choices=AttendanceKind.choices, allow_blank=True)
    note = serializers.CharField(allow_null=True, allow_blank=True)
    marked_by = OfficerRef(allow_null=True)
    is_identified = serializers.SerializerMethodField()

    class Meta:
        model = Attendance
        fields = [
            "id",
            "session_id",
            "guidance_id",
            "enrolment_id",
            "held_on",
            "is_cancelled",
            "name",
            "mark",
            "note",
            "version",
            "marked_by",
            "marked_at",
            "is_identified",
        ]
        read_only_fields = fields

    def get_is_cancelled(self, row: Attendance) -> bool:
        return row.session.cancelled_at is not None

    def get_name(self, row: Attendance) -> str | None:
        who = named(row.guidance, self.context["request"].full_scope)
        return who.name if who.is_named else None

    def get_is_identified(self, row: Attendance) -> bool:
        return named(row.guidance, self.context["request"].full_scope).is_named

    def to_representation(self, row: Attendance) -> dict[str, Any]:
        said = super().to_representation(row)
        return said if said["is_identified"] else {**said, "note": None}


class SessionSerializer(serializers.ModelSerializer):
    """What sessions of a group and of one client have in common."""

    office = OfficeRef()
    mode = serializers.ChoiceField(choices=SessionMode.choices)

    class Meta:
        model = GuidanceSession
        fields = [
            "id",
            "office",
            "held_on",
            "started_at",
            "ended_at",
            "mode",
            "topic",
            "facilitator",
            "recorded_at",
            "cancelled_at",
            "cancel_reason",
        ]
        read_only_fields = fields


class GroupSessionSerializer(SessionSerializer):
    programme_id = serializers.IntegerField(allow_null=True)
    listed = serializers.IntegerField(help_text=_("Klien di daftar hadir."))
    marked = serializers.IntegerField(help_text=_("Yang sudah ditandai."))
    came = serializers.IntegerField(help_text=_("Yang hadir atau terlambat."))

    class Meta(SessionSerializer.Meta):
        fields = [*SessionSerializer.Meta.fields, "programme_id", "listed", "marked", "came"]
        read_only_fields = fields


class GroupSessionDetailSerializer(GroupSessionSerializer):
    attendance = AttendanceSerializer(many=True)

    class Meta(GroupSessionSerializer.Meta):
        fields = [*GroupSessionSerializer.Meta.fields, "attendance"]
        read_only_fields = fields


class SingleSessionSerializer(SessionSerializer):
    """A session with one client, as that client's file shows it."""

    guidance_id = serializers.IntegerField()
    plan_line_id = serializers.IntegerField(allow_null=True)
    need_id = serializers.IntegerField(allow_null=True)
    mark = serializers.SerializerMethodField()

    class Meta(SessionSerializer.Meta):
        fields = [
            *SessionSerializer.Meta.fields,
            "guidance_id",
            "plan_line_id",
            "need_id",
            "account",
            "result",
            "next_on",
            "mark",
        ]
        read_only_fields = fields

    def get_mark(self, row: GuidanceSession) -> str:
        return next((each.mark for each in row.attendances.all()), "")


class GroupSessionFilters(serializers.Serializer):
    office = IdField(required=False)
    programme = IdField(required=False)
    held_from = serializers.DateField(source="held_on__gte", required=False, help_text=_("Sejak tanggal ini."))
    held_to = serializers.DateField(source="held_on__lte", required=False, help_text=_("Sampai tanggal ini."))


class SingleSessionFilters(serializers.Serializer):
    office = IdField(required=False)
    guidance = IdField(required=False)
    plan_line = IdField(required=False)
    held_from = serializers.DateField(source="held_on__gte", required=False, help_text=_("Sejak tanggal ini."))
    held_to = serializers.DateField(source="held_on__lte", required=False, help_text=_("Sampai tanggal ini."))


class AttendanceFilters(serializers.Serializer):
    session = IdField(required=False)
    guidance = IdField(required=False)
    programme = IdField(source="session__programme", required=False)
    mark = serializers.ChoiceField(choices=AttendanceKind.choices, required=False)


class GroupSessionInput(KeyedInput):
    """A session of a programme (its enrolled are on the list), or without one of the clients named."""

    office_id = IdField()
    programme_id = IdField(required=False, allow_null=True, default=None)
    guidance_ids = serializers.ListField(child=IdField(), required=False, default=list, max_length=MOST_CLIENTS)
    held_on = serializers.DateField()
    started_at = serializers.TimeField()
    ended_at = serializers.TimeField()
    topic = serializers.CharField(max_length=200)
    facilitator = serializers.CharField(max_length=150, required=False, allow_blank=True, default="")


class SingleSessionInput(KeyedInput):
    guidance_id = IdField()
    held_on = serializers.DateField()
    started_at = serializers.TimeField(required=False, allow_null=True, default=None)
    ended_at = serializers.TimeField(required=False, allow_null=True, default=None)
    mode = serializers.ChoiceField(choices=[way for way in SessionMode.choices if way[0] != SessionMode.GROUP])
    mark = serializers.ChoiceField(choices=AttendanceKind.choices)
    topic = serializers.CharField(max_length=200)
    plan_line_id = IdField(required=False, allow_null=True, default=None)
    account = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True, default="")
    result = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True, default="")
    next_on = serializers.DateField(required=False, allow_null=True, default=None)


class CancelInput(serializers.Serializer):
    reason = serializers.CharField(max_length=300)


class MarkInput(serializers.Serializer):
    """One row of the list. `version` is the one you read; a row that moved on since to other words is left alone."""

    attendance_id = IdField()
    version = serializers.IntegerField(min_value=0, max_value=BIGGEST_ID)
    mark = serializers.ChoiceField(choices=AttendanceKind.choices)
    note = serializers.CharField(max_length=LONGEST_NOTE, required=False, allow_blank=True, default="")


class MarksInput(serializers.Serializer):
    """A list or a part of it. Sent twice, every row counts once."""

    session_id = IdField()
    rows = MarkInput(many=True, allow_empty=False)

    def validate_rows(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len(rows) > MOST_CLIENTS:
            raise serializers.ValidationError(_("Terlalu banyak baris sekaligus."))
        if len({row["attendance_id"] for row in rows}) != len(rows):
            raise serializers.ValidationError(_("Satu klien disebut dua kali."))
        return rows


class MarkedSerializer(serializers.Serializer):
    saved = AttendanceSerializer(many=True)
    same = AttendanceSerializer(many=True, help_text=_("Sudah tersimpan sebelumnya dengan isi yang sama."))
    differs = AttendanceSerializer(
        many=True, help_text=_("Diubah orang lain setelah versi yang Anda baca; yang tersimpan tidak berubah.")
    )
