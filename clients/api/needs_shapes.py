"""What the API tells of a need: a dated row of the needs map, and its words."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from bapas_portal.accounts.refs import OfficerRef
from bapas_portal.core.resources import IdField
from clients.api.guidance_shapes import may_identify
from clients.choices import NeedClosing, NeedKind, RiskCategory
from clients.models import Need
from clients.rules.needs import need_key

CODE_LENGTH = 20


class MapNeedSerializer(serializers.ModelSerializer):
    guidance_id = serializers.IntegerField()
    assessment_id = serializers.IntegerField(allow_null=True, help_text=_("Asesmen yang menemukannya."))
    key = serializers.SerializerMethodField(
        help_text=_("Sama untuk centang asesmen dan kebutuhan praktis yang menyebut hal yang sama.")
    )
    category = serializers.ChoiceField(choices=RiskCategory.choices, allow_blank=True)
    closing = serializers.ChoiceField(choices=NeedClosing.choices, allow_blank=True)
    note = serializers.CharField(allow_null=True)
    opened_by = OfficerRef(allow_null=True)

    class Meta:
        model = Need
        fields = [
            "id",
            "guidance_id",
            "kind",
            "code",
            "key",
            "category",
            "score",
            "maximum",
            "note",
            "assessment_id",
            "opened_on",
            "opened_by",
            "closed_on",
            "closing",
            "recorded_at",
        ]

    def get_key(self, need: Need) -> str:
        return need_key(need.kind, need.code, is_child=need.guidance.is_child)

    def to_representation(self, need: Need) -> dict[str, Any]:
        """Free words may name a person: only for who may know whose row it is."""
        said = super().to_representation(need)
        return said if may_identify(self, need.guidance) else {**said, "note": None}


class NeedFilters(serializers.Serializer):
    guidance = IdField(required=False)
    kind = serializers.ChoiceField(choices=NeedKind.choices, required=False)
    code = serializers.CharField(max_length=CODE_LENGTH, required=False)
    category = serializers.ChoiceField(choices=RiskCategory.choices, required=False)
    is_open = serializers.BooleanField(required=False, help_text=_("Belum ditutup."))
    on = serializers.DateField(required=False, help_text=_("Terbuka pada tanggal ini."))
    opened_from = serializers.DateField(source="opened_on__gte", required=False, help_text=_("Sejak tanggal ini."))
    opened_to = serializers.DateField(source="opened_on__lte", required=False, help_text=_("Sampai tanggal ini."))
