"""What the API tells of directives in force and withdrawn, of their targets, and of confirmations."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from bapas_portal.accounts.refs import OfficeRef, OfficerRef
from bapas_portal.core.resources import IdField
from programs.choices import DirectiveKind, TargetPeriod, TargetRule
from programs.models import DirectiveVersion, Reading
from programs.rules.targets import MEASURES


class TermSerializer(serializers.Serializer):
    term = serializers.CharField()
    text = serializers.CharField()


class TargetSerializer(serializers.Serializer):
    """A target of every period of a kind. `amount` is null where the directive lists the offices."""

    id = serializers.IntegerField()
    measure = serializers.ChoiceField(choices=[(code, one.label) for code, one in MEASURES.items()])
    period = serializers.ChoiceField(choices=TargetPeriod.choices)
    rule = serializers.ChoiceField(choices=TargetRule.choices)
    amount = serializers.IntegerField(allow_null=True)
    basis_on = serializers.DateField(allow_null=True)


class DirectiveSerializer(serializers.ModelSerializer):
    """The newest published version of a directive. `id` is the directive's, the same over all versions."""

    id = serializers.IntegerField(source="directive_id")
    version = serializers.IntegerField(source="number")
    number = serializers.CharField(source="directive.number")
    kind = serializers.ChoiceField(source="directive.kind", choices=DirectiveKind.choices)
    terms = TermSerializer(many=True)
    published_by = OfficerRef()
    withdrawn_at = serializers.DateTimeField(source="directive.withdrawn_at", allow_null=True)
    withdrawn_reason = serializers.CharField(source="directive.withdrawn_reason", allow_blank=True)
    targets = serializers.SerializerMethodField()

    class Meta:
        model = DirectiveVersion
        fields = [
            "id",
            "number",
            "kind",
            "version",
            "title",
            "body",
            "terms",
            "applies_from",
            "due_on",
            "targets",
            "digest",
            "published_at",
            "published_by",
            "withdrawn_at",
            "withdrawn_reason",
        ]
        read_only_fields = fields

    @extend_schema_field(TargetSerializer(many=True))
    def get_targets(self, version: DirectiveVersion) -> list[dict[str, Any]]:
        return list(TargetSerializer(version.targets.all(), many=True).data)


class DirectiveFilters(serializers.Serializer):
    kind = serializers.ChoiceField(source="directive__kind", choices=DirectiveKind.choices, required=False)
    withdrawn = serializers.BooleanField(
        source="directive__withdrawn_at__isnull", required=False, help_text=_("Ya: hanya yang ditarik.")
    )


class ReadingSerializer(serializers.ModelSerializer):
    """An office confirmed one version by name."""

    directive_id = serializers.IntegerField(source="version.directive_id")
    version = serializers.IntegerField(source="version.number")
    office = OfficeRef()
    by = OfficerRef()

    class Meta:
        model = Reading
        fields = ["id", "directive_id", "version", "office", "by", "at"]
        read_only_fields = fields


class ReadingFilters(serializers.Serializer):
    directive = IdField(source="version__directive", required=False)
    office = IdField(required=False)
