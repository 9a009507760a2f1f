"""What the API tells of programmes, enrolments and certificates of guidance, and the shapes sent to it."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from bapas_portal.accounts.refs import OfficeRef, OfficerRef
from bapas_portal.core.resources import IdField, KeyedInput
from partners.models import Organisation
from partners.queries.organisation import known
from programs.api.catalogue import InterventionSerializer
from programs.api.plan_shapes import PartnerRef
from programs.choices import Audience, EnrolmentState, ProgrammeState
from programs.models import Enrolment, Intervention, Programme, ProgrammeCertificate
from programs.queries.guiding import named

MOST_CLIENTS = 500


class ProgrammeSerializer(serializers.ModelSerializer):
    """A programme names nobody: who takes part is read under enrolments."""

    office = OfficeRef()
    intervention = InterventionSerializer()
    partner = PartnerRef(allow_null=True)
    seated = serializers.IntegerField(help_text=_("Tempat yang terisi: terdaftar dan tuntas."))
    waiting = serializers.IntegerField(help_text=_("Klien di daftar tunggu."))

    class Meta:
        model = Programme
        fields = [
            "id",
            "office",
            "name",
            "intervention",
            "partner",
            "start_on",
            "end_on",
            "sessions_planned",
            "capacity",
            "seated",
            "waiting",
            "audience",
            "place",
            "facilitator",
            "gives_certificate",
            "state",
            "closed_on",
            "closing_note",
            "lock_version",
        ]
        read_only_fields = fields


class ProgrammeFilters(serializers.Serializer):
    office = IdField(required=False)
    state = serializers.ChoiceField(choices=ProgrammeState.choices, required=False)
    intervention = serializers.CharField(max_length=40, required=False, help_text=_("Kode intervensi."))
    ends_from = serializers.DateField(source="end_on__gte", required=False, help_text=_("Berakhir sejak tanggal ini."))
    starts_to = serializers.DateField(source="start_on__lte", required=False, help_text=_("Mulai sampai tanggal ini."))


class PartnerField(serializers.PrimaryKeyRelatedField):
    """A partner the caller knows."""

    queryset = Organisation.objects.none()

    def get_queryset(self) -> QuerySet[Organisation]:
        view = self.context.get("view")
        return Organisation.objects.none() if view is None else known(view.scope)


class ProgrammeInput(KeyedInput):
    office_id = IdField()
    name = serializers.CharField(max_length=150)
    intervention = serializers.SlugRelatedField(slug_field="code", queryset=Intervention.objects.filter(is_active=True))
    partner_id = PartnerField(pk_field=IdField(), required=False, allow_null=True, default=None)
    start_on = serializers.DateField()
    end_on = serializers.DateField()
    sessions_planned = serializers.IntegerField(min_value=1, max_value=200)
    capacity = serializers.IntegerField(min_value=1, max_value=500)
    audience = serializers.ChoiceField(choices=Audience.choices)
    place = serializers.CharField(max_length=150)
    facilitator = serializers.CharField(max_length=150, required=False, allow_blank=True, default="")
    gives_certificate = serializers.BooleanField(required=False, default=False)


class MoveInput(serializers.Serializer):
    to = serializers.ChoiceField(choices=ProgrammeState.choices)
    note = serializers.CharField(
        max_length=300, required=False, allow_blank=True, default="", help_text=_("Wajib bila dibatalkan.")
    )


class EnrolmentSerializer(serializers.ModelSerializer):
    """`is_identified` false: the reader may not know who it is; the name and free words are null."""

    programme_id = serializers.IntegerField()
    guidance_id = serializers.IntegerField()
    plan_line_id = serializers.IntegerField(allow_null=True)
    name = serializers.SerializerMethodField()
    result = serializers.CharField(allow_null=True, allow_blank=True)
    reason = serializers.CharField(allow_null=True, allow_blank=True)
    turn = serializers.IntegerField(
        allow_null=True, help_text=_("Urutan di daftar tunggu, mulai 1; selain itu kosong.")
    )
    is_identified = serializers.SerializerMethodField()

    class Meta:
        model = Enrolment
        fields = [
            "id",
            "programme_id",
            "guidance_id",
            "name",
            "plan_line_id",
            "state",
            "since_on",
            "turn",
            "result",
            "reason",
            "recorded_at",
            "is_identified",
        ]
        read_only_fields = fields

    def _who(self, row: Enrolment) -> Any:
        return named(row.guidance, self.context["request"].full_scope)

    def get_name(self, row: Enrolment) -> str | None:
        who = self._who(row)
        return who.name if who.is_named else None

    def get_is_identified(self, row: Enrolment) -> bool:
        return bool(self._who(row).is_named)

    def to_representation(self, row: Enrolment) -> dict[str, Any]:
        said = super().to_representation(row)
        if not said["is_identified"]:
            said |= {"result": None, "reason": None}
        return said if self._who(row).may_open else {**said, "plan_line_id": None}


class EnrolmentFilters(serializers.Serializer):
    programme = IdField(required=False)
    guidance = IdField(required=False)
    state = serializers.ChoiceField(choices=EnrolmentState.choices, required=False)


class EnrolInput(serializers.Serializer):
    """Clients to enrol: all are taken or none. Who is on the list already stays once."""

    programme_id = IdField()
    guidance_ids = serializers.ListField(child=IdField(), allow_empty=False, max_length=MOST_CLIENTS)


class EnrolledSerializer(serializers.Serializer):
    """Where each client of the call stands now, and how many of them are new to the list."""

    added = serializers.IntegerField()
    enrolments = EnrolmentSerializer(many=True)


class EndInput(serializers.Serializer):
    to = serializers.ChoiceField(choices=[EnrolmentState.COMPLETED, EnrolmentState.LEFT, EnrolmentState.REMOVED])
    words = serializers.CharField(
        max_length=500, help_text=_("Yang tuntas: apa yang dicapai. Yang berhenti atau dikeluarkan: mengapa.")
    )


class CertificateSerializer(serializers.ModelSerializer):
    """A certificate without its words: those are the file's, for who may know the person."""

    enrolment_id = serializers.IntegerField()
    programme_id = serializers.IntegerField(source="enrolment.programme_id")
    guidance_id = serializers.IntegerField(source="enrolment.guidance_id")
    issued_by = OfficerRef()
    void_reason = serializers.CharField(allow_null=True, allow_blank=True)
    is_identified = serializers.SerializerMethodField()

    class Meta:
        model = ProgrammeCertificate
        fields = [
            "id",
            "enrolment_id",
            "programme_id",
            "guidance_id",
            "issued_on",
            "issued_by",
            "recorded_at",
            "voided_at",
            "void_reason",
            "is_identified",
        ]
        read_only_fields = fields

    def get_is_identified(self, row: ProgrammeCertificate) -> bool:
        return named(row.enrolment.guidance, self.context["request"].full_scope).is_named

    def to_representation(self, row: ProgrammeCertificate) -> dict[str, Any]:
        said = super().to_representation(row)
        return said if said["is_identified"] else {**said, "void_reason": None}


class CertificateFilters(serializers.Serializer):
    programme = IdField(source="enrolment__programme", required=False)
    guidance = IdField(source="enrolment__guidance", required=False)
    stands = serializers.BooleanField(
        source="voided_at__isnull", required=False, help_text=_("Hanya yang berlaku, atau hanya yang dibatalkan.")
    )
