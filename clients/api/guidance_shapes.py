"""What the API tells of a guidance period. The NIK never leaves; a name only to who may identify the person."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from bapas_portal.accounts.refs import OfficeRef, OfficerRef
from bapas_portal.core.resources import IdField
from bapas_portal.core.scope import NOBODY
from clients.choices import EndReason, GuidanceStatus, Sex
from clients.models import Case, Client, Guidance

# What could tell who somebody is; empty for a reader who may not know (UU 11/2012 art. 19).
IDENTITY = ("public_id", "name", "aliases", "parent_name", "birth_place", "birth_on", "occupation", "phone")
CASE_IDENTITY = ("verdict_no", "prison_register_no")


def may_identify(serializer: serializers.BaseSerializer, guidance: Guidance) -> bool:
    """May the reader of this answer know whose row it is?"""
    request = serializer.context.get("request")
    scope = getattr(request, "scope", NOBODY)
    return scope.may_identify(office_id=guidance.office_id, officer_id=guidance.officer_id, is_child=guidance.is_child)


class PersonSerializer(serializers.ModelSerializer):
    public_id = serializers.UUIDField(allow_null=True)
    name = serializers.CharField(allow_null=True)
    aliases = serializers.ListField(child=serializers.CharField(), allow_null=True)
    parent_name = serializers.CharField(allow_null=True, help_text=_("Bin/binti."))
    birth_place = serializers.CharField(allow_null=True)
    birth_on = serializers.DateField(allow_null=True)
    occupation = serializers.CharField(allow_null=True)
    phone = serializers.CharField(allow_null=True)

    class Meta:
        model = Client
        fields = [*IDENTITY, "sex", "religion", "education", "marital", "is_recidivist"]


class CaseSerializer(serializers.ModelSerializer):
    offence_group = serializers.CharField(source="offence_group.name")
    offence_group_code = serializers.CharField(source="offence_group_id")
    verdict_no = serializers.CharField(allow_null=True)
    prison_register_no = serializers.CharField(allow_null=True)

    class Meta:
        model = Case
        fields = [
            "id",
            "offence_group",
            "offence_group_code",
            "articles",
            "offence_on",
            "court",
            "verdict_no",
            "verdict_on",
            "sentence_years",
            "sentence_months",
            "sentence_days",
            "first_detained_on",
            "prison_register_no",
        ]


class GuidanceSerializer(serializers.ModelSerializer):
    """`is_identified` false: the reader may not know who it is, and every field that could tell is null."""

    office = OfficeRef()
    officer = OfficerRef(allow_null=True)
    person = PersonSerializer(source="client")
    case = CaseSerializer()
    register_no = serializers.CharField(allow_null=True)
    end_reason = serializers.ChoiceField(choices=EndReason.choices, allow_blank=True)
    is_identified = serializers.SerializerMethodField()

    class Meta:
        model = Guidance
        fields = [
            "id",
            "register_no",
            "status",
            "is_child",
            "sex",
            "office",
            "officer",
            "entry_reason",
            "start_on",
            "guidance_end_on",
            "sentence_expiry_on",
            "ended_on",
            "end_reason",
            "decree_no",
            "decree_on",
            "recorded_at",
            "is_identified",
            "person",
            "case",
        ]
        read_only_fields = fields

    def get_is_identified(self, guidance: Guidance) -> bool:
        return may_identify(self, guidance)

    def to_representation(self, guidance: Guidance) -> dict[str, Any]:
        said = super().to_representation(guidance)
        if not said["is_identified"]:
            said["register_no"] = None
            said["person"].update(dict.fromkeys(IDENTITY))
            said["case"].update(dict.fromkeys(CASE_IDENTITY))
        return said


class GuidanceFilters(serializers.Serializer):
    office = IdField(required=False)
    officer = IdField(required=False, help_text=_("PK atau APK yang memegang."))
    status = serializers.ChoiceField(choices=GuidanceStatus.choices, required=False)
    sex = serializers.ChoiceField(choices=Sex.choices, required=False)
    is_child = serializers.BooleanField(required=False, help_text=_("Anak menurut umur saat perbuatan."))
    is_open = serializers.BooleanField(required=False, help_text=_("Masih berjalan."))
    register_no = serializers.CharField(required=False, max_length=60)
