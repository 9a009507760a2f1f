"""The API's door to the directory of partners: what the reader knows, as on its pages."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from bapas_portal.accounts.refs import OfficeRef
from bapas_portal.core.resources import IdField, ScopedViewSet
from partners.choices import OrganisationKind
from partners.models import Organisation
from partners.queries.organisation import known


class OrganisationSerializer(serializers.ModelSerializer):
    office = OfficeRef(read_only=True)
    region_id = serializers.CharField(read_only=True, allow_null=True, help_text=_("Kode wilayah resmi."))
    region = serializers.CharField(source="region.name", read_only=True, default=None, allow_null=True)

    class Meta:
        model = Organisation
        fields = [
            "id",
            "name",
            "kind",
            "office",
            "region_id",
            "region",
            "street",
            "contact_name",
            "phone",
            "description",
            "known_in",
            "serves",
            "agreement_no",
            "agreement_until",
            "is_active",
        ]
        read_only_fields = fields


class OrganisationFilters(serializers.Serializer):
    kind = serializers.ChoiceField(choices=OrganisationKind.choices, required=False)
    office = IdField(required=False, help_text=_("Kantor yang mencatatnya."))
    serves = serializers.CharField(
        source="serves__contains", max_length=20, required=False, help_text=_("Kode kebutuhan, misalnya F4.")
    )
    is_active = serializers.BooleanField(required=False)


class OrganisationViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = Organisation.objects.none()
    serializer_class = OrganisationSerializer
    filters = OrganisationFilters
    permission_names = {"GET": "partners.view_organisation"}
    tag = _("Mitra")
    summaries = {"list": _("Mitra yang dikenal kantor ini"), "retrieve": _("Satu mitra")}

    def get_queryset(self) -> QuerySet[Organisation]:
        return known(self.scope)

    def filtered(self, rows: QuerySet[Organisation], asked: dict) -> QuerySet[Organisation]:
        if "serves__contains" in asked:
            asked["serves__contains"] = [asked["serves__contains"]]
        return rows.filter(**asked)
