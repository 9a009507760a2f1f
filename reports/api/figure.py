"""Published figures, cell by cell: what the dashboards are made of."""

from typing import Any

from django.db.models import F, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin

from bapas_portal.accounts.models import Office
from bapas_portal.accounts.refs import OfficeRef
from bapas_portal.core.resources import IdField, MonthField, ScopedViewSet
from reports.choices import Measure
from reports.models import Figure


class FigureSerializer(serializers.ModelSerializer):
    office = OfficeRef()
    run_id = serializers.IntegerField(help_text=_("Rekap yang menghitungnya."))
    data_as_of = serializers.DateTimeField(source="run.data_as_of", allow_null=True)

    class Meta:
        model = Figure
        fields = ["month", "office", "measure", "is_child", "sex", "key", "category", "value", "run_id", "data_as_of"]
        read_only_fields = fields


class FigureFilters(serializers.Serializer):
    month = MonthField(required=False)
    month_from = MonthField(source="month__gte", required=False)
    month_to = MonthField(source="month__lte", required=False)
    office = IdField(required=False, help_text=_("Kantor ini dan semua di bawahnya."))
    measure = serializers.ChoiceField(choices=Measure.choices, required=False)
    is_child = serializers.BooleanField(required=False)


class FigureViewSet(ListModelMixin, ScopedViewSet):
    queryset = Figure.objects.none()
    serializer_class = FigureSerializer
    filters = FigureFilters
    permission_names = {"GET": "reports.view_dashboard"}
    tag = _("Angka")
    summaries = {"list": _("Angka bulanan yang sudah diterbitkan")}

    def get_queryset(self) -> QuerySet[Figure]:
        shown = Figure.objects.visible_to(self.scope).filter(run__published_months__month=F("month"))
        return shown.select_related("office", "run")

    def filtered(self, rows: QuerySet[Figure], asked: dict[str, Any]) -> QuerySet[Figure]:
        office_id = asked.pop("office", None)
        if office_id is not None:
            office = get_object_or_404(Office.objects.visible_to(self.scope), pk=office_id)
            rows = rows.filter(office__path__startswith=office.path)
        return rows.filter(**asked)
