"""The catalogue of interventions: a list, the same for all who read plans."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from bapas_portal.core.resources import ScopedViewSet
from programs.choices import InterventionKind
from programs.models import Intervention, InterventionDosage
from programs.queries.catalogue import CatalogueFilter, catalogue


class DosageSerializer(serializers.ModelSerializer):
    class Meta:
        model = InterventionDosage
        fields = ["category", "amount", "unit"]
        read_only_fields = fields


class InterventionSerializer(serializers.ModelSerializer):
    """An entry as plans and programmes name it."""

    class Meta:
        model = Intervention
        fields = ["code", "name", "kind", "serves", "is_active", "order"]
        read_only_fields = fields


class CatalogueEntrySerializer(InterventionSerializer):
    """An entry of the catalogue, with the dosage expected by risk."""

    dosages = DosageSerializer(source="said", many=True, read_only=True)

    class Meta(InterventionSerializer.Meta):
        fields = [*InterventionSerializer.Meta.fields, "dosages"]
        read_only_fields = fields


class InterventionFilters(serializers.Serializer):
    kind = serializers.ChoiceField(choices=InterventionKind.choices, required=False)
    serves = serializers.CharField(max_length=20, required=False, help_text=_("Kode kebutuhan, misalnya F4."))
    is_active = serializers.BooleanField(required=False)


class InterventionViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = Intervention.objects.none()
    serializer_class = CatalogueEntrySerializer
    filters = InterventionFilters
    lookup_value_converter = "str"
    permission_names = {"GET": "programs.view_plan"}
    tag = _("Katalog intervensi")
    summaries = {"list": _("Katalog intervensi"), "retrieve": _("Satu intervensi")}

    def get_queryset(self) -> QuerySet[Intervention]:
        return catalogue(CatalogueFilter(with_retired=True))
