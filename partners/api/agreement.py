"""The API's door to agreements: those the reader knows, with parties, sites and how they stand today."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from bapas_portal.accounts.refs import OfficeRef
from bapas_portal.core.dates import today_in
from bapas_portal.core.resources import IdField, ScopedViewSet
from partners.choices_agreement import AgreementKind, AgreementScope, AgreementState
from partners.models import Agreement, AgreementParty, AgreementSite
from partners.queries.agreement import AgreementFilter, agreements, live_sites, with_state


class PartySerializer(serializers.ModelSerializer):
    organisation = serializers.CharField(source="organisation.name", read_only=True)

    class Meta:
        model = AgreementParty
        fields = ["organisation_id", "organisation", "number", "signer", "position"]
        read_only_fields = fields


class SitePartSerializer(serializers.ModelSerializer):
    site = serializers.CharField(source="site.name", read_only=True)

    class Meta:
        model = AgreementSite
        fields = ["site_id", "site", "capacity"]
        read_only_fields = fields


class AgreementSerializer(serializers.ModelSerializer):
    office = OfficeRef(read_only=True)
    purposes = serializers.ListField(child=serializers.ChoiceField(choices=AgreementScope.choices), read_only=True)
    state = serializers.SerializerMethodField(help_text=_("Keadaan pada hari ini di zona kantor yang mencatat."))
    parties = PartySerializer(source="live_parties", many=True, read_only=True)
    sites = SitePartSerializer(source="live_sites", many=True, read_only=True)

    class Meta:
        model = Agreement
        fields = [
            "id",
            "office",
            "kind",
            "parent_id",
            "renews_id",
            "title",
            "our_number",
            "our_signer",
            "our_position",
            "purposes",
            "has_budget",
            "stage",
            "state",
            "signed_on",
            "starts_on",
            "ends_on",
            "stopped_on",
            "parties",
            "sites",
        ]
        read_only_fields = fields

    def get_state(self, row: Agreement) -> str:
        return with_state([row], today_in(row.office.zone))[0].state.value


class AgreementFilters(serializers.Serializer):
    kind = serializers.ChoiceField(choices=AgreementKind.choices, required=False)
    state = serializers.ChoiceField(choices=AgreementState.choices, required=False)
    purpose = serializers.ChoiceField(choices=AgreementScope.choices, required=False)
    office = IdField(required=False, help_text=_("Kantor yang mencatatnya."))


class AgreementViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = Agreement.objects.none()
    serializer_class = AgreementSerializer
    filters = AgreementFilters
    permission_names = {"GET": "partners.view_agreement"}
    tag = _("Mitra")
    summaries = {"list": _("Perjanjian dengan mitra"), "retrieve": _("Satu perjanjian")}

    def get_queryset(self) -> QuerySet[Agreement]:
        return self._wanted(AgreementFilter())

    def filtered(self, rows: QuerySet[Agreement], asked: dict[str, Any]) -> QuerySet[Agreement]:
        office = asked.pop("office", None)
        found = self._wanted(AgreementFilter(**asked))
        return found.filter(office=office) if office is not None else found

    def _wanted(self, wanted: AgreementFilter) -> QuerySet[Agreement]:
        return agreements(self.scope, wanted).prefetch_related(live_sites())
