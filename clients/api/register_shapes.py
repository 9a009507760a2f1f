"""The shape of a registration through the API; the rules are those of clients.actions.register."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from bapas_portal.accounts.models import Region
from bapas_portal.core.resources import IdField, KeyedInput
from clients.choices import GuarantorRelation, GuidanceStatus
from clients.models import Case, Client, OffenceGroup


class PersonInput(serializers.ModelSerializer):
    """Without the NIK: it is entered by hand, where somebody looks at the card."""

    class Meta:
        model = Client
        fields = [
            "name",
            "aliases",
            "parent_name",
            "sex",
            "birth_place",
            "birth_on",
            "religion",
            "education",
            "marital",
            "occupation",
            "phone",
            "is_recidivist",
        ]


class CaseInput(serializers.ModelSerializer):
    offence_group = serializers.PrimaryKeyRelatedField(queryset=OffenceGroup.objects.filter(is_active=True))
    sentence_months = serializers.IntegerField(min_value=0, max_value=11, default=0)
    sentence_days = serializers.IntegerField(min_value=0, max_value=30, default=0)

    class Meta:
        model = Case
        fields = [
            "offence_group",
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


class RegionCode(serializers.CharField):
    """A village by its official code; validated to the code itself."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=10, help_text=_("Kode resmi desa/kelurahan, 10 angka."), **kwargs)

    def to_internal_value(self, value: Any) -> str:
        code = super().to_internal_value(value)
        # Validators run after this, so what no code can be must not reach the database.
        if not (code.isascii() and code.isdigit()) or not Region.objects.filter(code=code, level="VILLAGE").exists():
            raise serializers.ValidationError(_("Desa/kelurahan ini tidak ada dalam daftar resmi."))
        return code


class ResidenceInput(serializers.Serializer):
    street = serializers.CharField(max_length=200)
    region_id = RegionCode(required=False, allow_null=True)


class GuarantorInput(serializers.Serializer):
    name = serializers.CharField(max_length=150)
    relation = serializers.ChoiceField(choices=GuarantorRelation.choices)
    phone = serializers.CharField(max_length=20, required=False, allow_blank=True)
    street = serializers.CharField(max_length=200, required=False, allow_blank=True)
    region_id = RegionCode(required=False, allow_null=True)
    occupation = serializers.CharField(max_length=80, required=False, allow_blank=True)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "register",
            request_only=True,
            value={
                "office_id": 1,
                "officer_id": 1,
                "status": "PB",
                "start_on": "2026-11-02",
                "guidance_end_on": "2027-11-01",
                "person": {"name": "Nama Rekaan", "sex": "M", "birth_on": "1990-04-02"},
                "case": {"offence_group": "pencurian", "articles": "Pasal 362 KUHP", "offence_on": "2024-01-10"},
            },
        )
    ]
)
class RegisterInput(KeyedInput):
    """Either client_id or person; either case_id (of that person) or case."""

    office_id = IdField()
    officer_id = IdField(required=False, allow_null=True)
    status = serializers.ChoiceField(choices=GuidanceStatus.choices)
    start_on = serializers.DateField()
    guidance_end_on = serializers.DateField(help_text=_("HMB: habis masa bimbingan."))
    sentence_expiry_on = serializers.DateField(required=False, allow_null=True, help_text=_("Ekspirasi."))
    decree_no = serializers.CharField(max_length=80, required=False, allow_blank=True)
    decree_on = serializers.DateField(required=False, allow_null=True)
    register_no = serializers.CharField(
        max_length=60, required=False, allow_blank=True, help_text=_("Kosong: nomor berikutnya diberikan.")
    )
    client_id = IdField(required=False, allow_null=True, help_text=_("Orang yang sudah dikenal."))
    person = PersonInput(required=False)
    case_id = IdField(required=False, allow_null=True)
    case = CaseInput(required=False)
    residence = ResidenceInput(required=False)
    guarantor = GuarantorInput(required=False)

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        faults = {}
        if bool(values.get("client_id")) == bool(values.get("person")):
            faults["person"] = _("Isi salah satu: client_id atau person.")
        if bool(values.get("case_id")) == bool(values.get("case")):
            faults["case"] = _("Isi salah satu: case_id atau case.")
        if values.get("case_id") and not values.get("client_id"):
            faults["case_id"] = _("Perkara lama hanya untuk orang yang sudah dikenal.")
        if faults:
            raise serializers.ValidationError({name: [text] for name, text in faults.items()})
        return values
