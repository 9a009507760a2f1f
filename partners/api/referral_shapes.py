"""What the API says and takes of referrals. No client is named: `guidance_id` leads to who may be read elsewhere."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from bapas_portal.core.resources import IdField, KeyedInput
from clients.choices import ConsentGiver
from partners.choices_referral import Outcome, Presence, ReferralStage, Shared
from partners.models import (
    Referral,
    ReferralChange,
    ReferralMove,
    ReferralNeed,
    ReferralOutcome,
    ReferralReport,
    ReferralSession,
)

LOCK_HELP = _("Yang Anda baca; bila sudah berubah, ditolak (409).")
WITHOUT_DAY = _("Kosong: hari ini menurut kantor klien.")


class ReferralSerializer(serializers.ModelSerializer):
    """A referral as the list tells it."""

    office_id = serializers.IntegerField(source="guidance.office_id")
    officer_id = serializers.IntegerField(source="guidance.officer_id", allow_null=True)
    offering = serializers.CharField(source="offering.name")
    organisation_id = serializers.IntegerField(source="offering.organisation_id")
    organisation = serializers.CharField(source="offering.organisation.name")

    class Meta:
        model = Referral
        fields = [
            "id",
            "guidance_id",
            "office_id",
            "officer_id",
            "offering_id",
            "offering",
            "organisation_id",
            "organisation",
            "rerouted_from_id",
            "aim",
            "sessions_planned",
            "shared",
            "shared_reason",
            "consent_by",
            "consent_on",
            "stage",
            "since_on",
            "queued_at",
            "started_on",
            "ended_on",
            "lock_version",
            "recorded_at",
        ]
        read_only_fields = fields


class ReferralNeedSerializer(serializers.ModelSerializer):
    kind = serializers.CharField(source="need.kind")
    code = serializers.CharField(source="need.code")

    class Meta:
        model = ReferralNeed
        fields = ["id", "need_id", "kind", "code"]
        read_only_fields = fields


class MoveSerializer(serializers.ModelSerializer):
    class Meta:
        model = ReferralMove
        fields = ["old", "new", "on", "reason", "by_id", "recorded_at"]
        read_only_fields = fields


class ChangeSerializer(serializers.ModelSerializer):
    class Meta:
        model = ReferralChange
        fields = ["field", "old", "new", "reason", "by_id", "recorded_at"]
        read_only_fields = fields


class SessionSerializer(serializers.ModelSerializer):
    class Meta:
        model = ReferralSession
        fields = [
            "id",
            "held_on",
            "starts_at",
            "ends_at",
            "presence",
            "feedback",
            "needs_officer",
            "source",
            "replaces_id",
            "reason",
            "by_id",
            "recorded_at",
        ]
        read_only_fields = fields


class OutcomeSerializer(serializers.ModelSerializer):
    class Meta:
        model = ReferralOutcome
        fields = ["need_id", "outcome", "note"]
        read_only_fields = fields


class ReportSerializer(serializers.ModelSerializer):
    outcomes = OutcomeSerializer(many=True, read_only=True)

    class Meta:
        model = ReferralReport
        fields = [
            "id",
            "number",
            "summary",
            "advice",
            "source",
            "decision",
            "comment",
            "decided_by_id",
            "decided_at",
            "by_id",
            "recorded_at",
            "outcomes",
        ]
        read_only_fields = fields


class ReferralDetailSerializer(ReferralSerializer):
    """A referral with all that gathers around it. `needs[].id` is what outcomes name."""

    needs = ReferralNeedSerializer(source="live_needs", many=True, read_only=True)
    moves = MoveSerializer(many=True, read_only=True)
    changes = ChangeSerializer(many=True, read_only=True)
    sessions = SessionSerializer(many=True, read_only=True)
    reports = ReportSerializer(many=True, read_only=True)

    class Meta(ReferralSerializer.Meta):
        fields = [*ReferralSerializer.Meta.fields, "needs", "moves", "changes", "sessions", "reports"]
        read_only_fields = fields


class ReferralFilters(serializers.Serializer):
    guidance = IdField(required=False)
    offering = IdField(required=False)
    organisation = IdField(source="offering__organisation", required=False)
    office = IdField(source="guidance__office", required=False)
    stage = serializers.ChoiceField(choices=ReferralStage.choices, required=False)
    since_from = serializers.DateField(source="since_on__gte", required=False, help_text=_("Pada tahap ini sejak."))


def _shared(**kwargs: Any) -> serializers.ListField:
    return serializers.ListField(child=serializers.ChoiceField(choices=Shared.choices), max_length=4, **kwargs)


def _ids(**kwargs: Any) -> serializers.ListField:
    return serializers.ListField(child=IdField(), min_length=1, max_length=50, **kwargs)


class ReferralInput(KeyedInput):
    guidance_id = IdField()
    offering_id = IdField()
    need_ids = _ids(help_text=_("Kebutuhan klien yang masih terbuka."))
    aim = serializers.CharField(max_length=300)
    sessions_planned = serializers.IntegerField(min_value=1, max_value=500, required=False, allow_null=True)
    shared = _shared(required=False, help_text=_("Yang juga diberitahukan kepada mitra."))
    shared_reason = serializers.CharField(max_length=300, required=False, allow_blank=True)


class ReferralChangeInput(serializers.Serializer):
    """What is left out stays as it is. Of a sent referral only its words, each with a reason."""

    lock_version = serializers.IntegerField(min_value=0, max_value=2**31 - 1, help_text=LOCK_HELP)
    offering_id = IdField(required=False)
    need_ids = _ids(required=False)
    aim = serializers.CharField(max_length=300, required=False)
    sessions_planned = serializers.IntegerField(min_value=1, max_value=500, required=False, allow_null=True)
    shared = _shared(required=False)
    shared_reason = serializers.CharField(max_length=300, required=False, allow_blank=True)
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True)


class SendInput(serializers.Serializer):
    consent_by = serializers.ChoiceField(choices=ConsentGiver.choices)
    consent_on = serializers.DateField()


class ReferralMoveInput(serializers.Serializer):
    to = serializers.ChoiceField(
        choices=[(stage.value, stage.label) for stage in ReferralStage if stage not in ("DRAFT", "SENT")]
    )
    on = serializers.DateField(required=False, allow_null=True, default=None, help_text=WITHOUT_DAY)
    reason = serializers.CharField(
        max_length=300,
        required=False,
        allow_blank=True,
        default="",
        help_text=_("Wajib bila ditolak, ditarik, dihentikan sementara, atau berakhir lebih awal."),
    )


class RerouteInput(KeyedInput):
    offering_id = IdField()


class ReferralSessionInput(KeyedInput):
    held_on = serializers.DateField()
    starts_at = serializers.TimeField(required=False, allow_null=True)
    ends_at = serializers.TimeField(required=False, allow_null=True)
    presence = serializers.ChoiceField(choices=Presence.choices)
    feedback = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")
    needs_officer = serializers.BooleanField(required=False, default=False)
    replaces_id = IdField(required=False, allow_null=True, help_text=_("Pertemuan yang diperbaiki oleh yang ini."))
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class OutcomeInput(serializers.Serializer):
    need_id = IdField(help_text=_("needs[].id dari rujukan ini."))
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class ReferralReportInput(KeyedInput):
    summary = serializers.CharField(max_length=4000)
    advice = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")
    outcomes = OutcomeInput(many=True)


class ReferralReviewInput(serializers.Serializer):
    is_accepted = serializers.BooleanField()
    comment = serializers.CharField(
        max_length=500, required=False, allow_blank=True, default="", help_text=_("Wajib bila dikembalikan.")
    )
