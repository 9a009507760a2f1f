"""What the API tells of an assessment, and the shape of one sent to it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from bapas_portal.accounts.refs import OfficerRef
from bapas_portal.core.resources import IdField, KeyedInput
from clients.api.guidance_shapes import may_identify
from clients.choices import ConsentGiver, EvidenceSource, InstrumentCode, RiskCategory
from clients.models import Assessment, AssessmentFactor
from clients.queries.instruments import digest_of
from clients.queries.seal import seal_holds

# Free words in which a person may be named.
IDENTITY = ("place", "purpose", "consent_by")
DETAILS = ("answers", "notes", "sources", "context", "result", "seal", "seal_holds", "version_digest")
ANSWERS = {"type": "object", "additionalProperties": {"type": ["integer", "boolean"]}}
SOURCES = {"type": "object", "additionalProperties": {"type": "string", "enum": EvidenceSource.values}}
NOTES = {"type": "object", "additionalProperties": {"type": "string"}}
MOST_ITEMS = 200
CODE_LENGTH = 20
NOTE_LENGTH = 1000


class FactorSerializer(serializers.ModelSerializer):
    class Meta:
        model = AssessmentFactor
        fields = ["factor", "score", "maximum", "category"]


class AssessmentSerializer(serializers.ModelSerializer):
    guidance_id = serializers.IntegerField()
    version = serializers.CharField(source="version.version")
    assessor = OfficerRef()
    place = serializers.CharField(allow_null=True)
    purpose = serializers.CharField(allow_null=True)
    consent_by = serializers.CharField(allow_null=True)
    replaces_id = serializers.IntegerField(allow_null=True)
    replaced_by_id = serializers.SerializerMethodField(help_text=_("Perbaikannya; null bila hasil ini berlaku."))
    standing_category = serializers.ChoiceField(
        choices=RiskCategory.choices,
        help_text=_("Kategori yang berlaku: penyesuaian yang disetujui, atau menurut skor."),
    )
    factors = FactorSerializer(many=True)

    class Meta:
        model = Assessment
        fields = [
            "id",
            "guidance_id",
            "instrument",
            "version",
            "assessed_on",
            "place",
            "purpose",
            "assessor",
            "consent_on",
            "consent_by",
            "total",
            "category",
            "standing_category",
            "is_kriminogenik_due",
            "replaces_id",
            "replaced_by_id",
            "recorded_at",
            "factors",
        ]

    def get_replaced_by_id(self, assessment: Assessment) -> int | None:
        return assessment.replaced_by.pk if hasattr(assessment, "replaced_by") else None

    def to_representation(self, assessment: Assessment) -> dict[str, Any]:
        said = super().to_representation(assessment)
        return said if may_identify(self, assessment.guidance) else {**said, **dict.fromkeys(IDENTITY)}


class AssessmentDetailSerializer(AssessmentSerializer):
    answers = extend_schema_field(ANSWERS)(serializers.JSONField)()
    notes = extend_schema_field({"oneOf": [NOTES, {"type": "null"}]})(serializers.JSONField)()
    sources = extend_schema_field(SOURCES)(serializers.JSONField)(
        help_text=_("Butir dan asal keterangannya; butir tanpa sumber tidak disebut.")
    )
    result = extend_schema_field({"type": "object"})(serializers.JSONField)()
    seal = serializers.CharField(help_text=_("SHA-256 atas isi yang ditandatangani; kosong untuk asesmen lama."))
    seal_holds = serializers.SerializerMethodField(help_text=_("Dihitung ulang sekarang; null bila tanpa segel."))
    version_digest = serializers.SerializerMethodField(help_text=_("SHA-256 definisi instrumen yang dipakai."))

    class Meta(AssessmentSerializer.Meta):
        fields = [*AssessmentSerializer.Meta.fields, *DETAILS]

    def get_seal_holds(self, assessment: Assessment) -> bool | None:
        return seal_holds(assessment) if assessment.seal else None

    def get_version_digest(self, assessment: Assessment) -> str:
        return digest_of(assessment.version)

    def to_representation(self, assessment: Assessment) -> dict[str, Any]:
        said = super().to_representation(assessment)
        return said if may_identify(self, assessment.guidance) else {**said, "notes": None}


class AssessmentFilters(serializers.Serializer):
    guidance = IdField(required=False)
    instrument = serializers.ChoiceField(choices=InstrumentCode.choices, required=False)
    category = serializers.ChoiceField(choices=RiskCategory.choices, required=False)
    assessed_from = serializers.DateField(source="assessed_on__gte", required=False, help_text=_("Sejak tanggal ini."))
    assessed_to = serializers.DateField(source="assessed_on__lte", required=False, help_text=_("Sampai tanggal ini."))
    stands = serializers.BooleanField(required=False, help_text=_("Tidak diganti oleh perbaikan."))


class ByItem(serializers.DictField):
    """Item code -> value. A key that no code can be is refused without repeating it."""

    def to_internal_value(self, value: Any) -> dict[str, Any]:
        by_item: dict[str, Any] = super().to_internal_value(value)
        if len(by_item) > MOST_ITEMS:
            raise serializers.ValidationError(_("Terlalu banyak butir."))
        if not all(code.isascii() and code.isprintable() and len(code) <= CODE_LENGTH for code in by_item):
            raise serializers.ValidationError(_("Tulis kode butir, misalnya A1."))
        return by_item


@extend_schema_field(ANSWERS)
class AnswersField(ByItem):
    """Score of the chosen option, or true/false for a tick; what fits is scoring's to say."""

    def to_internal_value(self, value: Any) -> dict[str, int | bool]:
        answers = super().to_internal_value(value)
        wrong = {
            code: [_("Isi skor pilihan (bilangan bulat) atau true/false.")]
            for code, answer in answers.items()
            if not isinstance(answer, bool | int)
        }
        if wrong:
            raise serializers.ValidationError(wrong)
        return answers


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "assessment",
            request_only=True,
            value={
                "guidance_id": 1,
                "instrument": "RRI",
                "assessed_on": "2026-11-02",
                "consent_on": "2026-11-02",
                "consent_by": "KLIEN",
                "answers": {"A1": 1, "A2": 0, "A3": 2},
                "notes": {"A1": "Menurut putusan."},
                "sources": {"A1": "BERKAS"},
            },
        )
    ]
)
class AssessmentInput(KeyedInput):
    guidance_id = IdField()
    instrument = serializers.ChoiceField(choices=InstrumentCode.choices)
    assessed_on = serializers.DateField()
    consent_on = serializers.DateField()
    consent_by = serializers.ChoiceField(choices=ConsentGiver.choices)
    guardian_name = serializers.CharField(max_length=140, required=False, allow_blank=True)
    place = serializers.CharField(max_length=120, required=False, allow_blank=True)
    purpose = serializers.CharField(max_length=120, required=False, allow_blank=True)
    answers = AnswersField()
    notes = ByItem(child=serializers.CharField(max_length=NOTE_LENGTH, allow_blank=True), required=False)
    sources = ByItem(
        child=serializers.ChoiceField(choices=EvidenceSource.choices),
        required=False,
        help_text=_('Butir dan asal keterangannya, misalnya {"A1": "BERKAS"}.'),
    )
    replaces_id = IdField(required=False, allow_null=True, help_text=_("Asesmen yang diperbaiki."))
