"""The API's door to work sites: read by all offices, as their pages are; times that run or come, and the last check."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from bapas_portal.accounts.refs import OfficeRef
from bapas_portal.core.dates import today_in
from bapas_portal.core.resources import ScopedViewSet
from partners.choices import CheckState, JobKind, Weekday
from partners.models import Site, SiteSlot
from partners.queries.site import SiteFilter, sites, state_of


class SlotSerializer(serializers.ModelSerializer):
    class Meta:
        model = SiteSlot
        fields = ["id", "weekday", "starts_at", "ends_at", "seats", "valid_from", "valid_to"]
        read_only_fields = fields


class SiteSerializer(serializers.ModelSerializer):
    office = OfficeRef(source="organisation.office", read_only=True)
    organisation = serializers.CharField(source="organisation.name", read_only=True)
    region_id = serializers.CharField(read_only=True, allow_null=True, help_text=_("Kode wilayah resmi."))
    job_kinds = serializers.ListField(child=serializers.ChoiceField(choices=JobKind.choices), read_only=True)
    slots = SlotSerializer(source="week", many=True, read_only=True)
    check_state = serializers.SerializerMethodField(help_text=_("Pemeriksaan K3 terakhir pada hari ini."))
    checked_until = serializers.DateField(source="last_until", read_only=True, allow_null=True)

    class Meta:
        model = Site
        fields = [
            "id",
            "name",
            "organisation_id",
            "organisation",
            "office",
            "street",
            "region_id",
            "latitude",
            "longitude",
            "job_kinds",
            "for_adults",
            "for_children",
            "for_women",
            "for_men",
            "step_free",
            "pickup_point",
            "supervisor_name",
            "is_active",
            "slots",
            "check_state",
            "checked_until",
        ]
        read_only_fields = fields

    def get_check_state(self, row: Any) -> str:
        return state_of(row.last_safe, row.last_until, today_in()).value


class SiteFilters(serializers.Serializer):
    weekday = serializers.ChoiceField(choices=Weekday.choices, required=False, help_text=_("1 Senin sampai 7 Minggu."))
    job = serializers.ChoiceField(choices=JobKind.choices, required=False)
    check = serializers.ChoiceField(choices=CheckState.choices, required=False, source="check_state")
    with_closed = serializers.BooleanField(required=False, help_text=_("Juga yang ditutup."))


class SiteViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = Site.objects.none()
    serializer_class = SiteSerializer
    filters = SiteFilters
    permission_names = {"GET": "partners.view_organisation"}
    tag = _("Mitra")
    summaries = {"list": _("Tempat kerja semua kantor"), "retrieve": _("Satu tempat kerja")}

    def get_queryset(self) -> QuerySet[Site]:
        return sites(self.scope, SiteFilter(with_closed=True), today_in())

    def filtered(self, rows: QuerySet[Site], asked: dict[str, Any]) -> QuerySet[Site]:
        if self.action != "list":
            return rows
        return sites(self.scope, SiteFilter(check=asked.pop("check_state", ""), **asked), today_in())
