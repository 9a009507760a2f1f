"""What the API tells of an action plan, and the shapes sent to it."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from bapas_portal.accounts.refs import OfficerRef
from bapas_portal.core.resources import IdField
from clients.models import Need
from partners.models import Organisation
from programs.api.catalogue import InterventionSerializer
from programs.choices import PlanState
from programs.models import ActionPlan, PlanLine, PlanStep, PlanVersion


class NeedSerializer(serializers.ModelSerializer):
    class Meta:
        model = Need
        fields = ["id", "kind", "code", "category"]


class PartnerRef(serializers.ModelSerializer):
    class Meta:
        model = Organisation
        fields = ["id", "name"]


class PlanStepSerializer(serializers.ModelSerializer):
    class Meta:
        model = PlanStep
        fields = ["id", "action", "actor", "due_on", "state"]


class PlanLineSerializer(serializers.ModelSerializer):
    need = NeedSerializer()
    intervention = InterventionSerializer()
    partner = PartnerRef(allow_null=True)
    responsible = OfficerRef()
    steps = PlanStepSerializer(many=True)

    class Meta:
        model = PlanLine
        fields = [
            "id",
            "need",
            "goal",
            "intervention",
            "partner",
            "start_on",
            "due_on",
            "indicator",
            "baseline",
            "target",
            "unit",
            "baseline_value",
            "target_value",
            "responsible",
            "state",
            "carried_from",
            "steps",
        ]


class PlanVersionSerializer(serializers.ModelSerializer):
    submitted_by = OfficerRef()
    decided_by = OfficerRef(allow_null=True)

    class Meta:
        model = PlanVersion
        fields = ["number", "digest", "submitted_at", "submitted_by", "decision", "decided_at", "decided_by", "comment"]


class PlanSerializer(serializers.ModelSerializer):
    guidance_id = serializers.IntegerField()
    submitted_by = OfficerRef(allow_null=True)
    lines = PlanLineSerializer(many=True)
    versions = PlanVersionSerializer(many=True)

    class Meta:
        model = ActionPlan
        fields = ["id", "guidance_id", "state", "submitted_at", "submitted_by", "lock_version", "lines", "versions"]
        read_only_fields = fields


class PlanFilters(serializers.Serializer):
    guidance = IdField(required=False)
    office = IdField(source="guidance__office", required=False)
    state = serializers.ChoiceField(choices=PlanState.choices, required=False)


class SubmitInput(serializers.Serializer):
    lock_version = serializers.IntegerField(
        min_value=0, required=False, allow_null=True, help_text=_("Yang Anda baca; bila sudah berubah, ditolak (409).")
    )


class ApproveInput(serializers.Serializer):
    version_number = serializers.IntegerField(
        min_value=1,
        required=False,
        allow_null=True,
        help_text=_("Versi yang Anda baca; bila sudah lain, ditolak (409)."),
    )
    comment = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class ReturnInput(ApproveInput):
    comment = serializers.CharField(max_length=2000, help_text=_("Apa yang harus diperbaiki."))
