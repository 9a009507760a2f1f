"""The rows behind a figure: the dashboard's drill-down, with a pseudonym where the reader may not know the name."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from bapas_portal.accounts.models import Office
from bapas_portal.core.resources import ApiRequest, IdField, MonthField, ScopedViewSet
from clients.choices import Sex
from reports.choices import Measure
from reports.models import Figure
from reports.queries.rows import FigureRef, row_of, rows_behind


class FigureRowSerializer(serializers.Serializer):
    who = serializers.CharField(help_text=_("Nama, atau nama samaran tetap (K-…) bila Anda tidak boleh tahu siapa."))
    is_named = serializers.BooleanField()
    cohort = serializers.CharField(help_text=_("Anak atau dewasa."))
    office = serializers.CharField()
    on = serializers.DateField()
    what = serializers.CharField(help_text=_("Bagian baris yang dihitung, dengan kata-kata."))


class FigureRowFilters(serializers.Serializer):
    measure = serializers.ChoiceField(choices=Measure.choices)
    month = MonthField()
    office = IdField(help_text=_("Kantor ini dan semua di bawahnya."))
    is_child = serializers.BooleanField(required=False)
    sex = serializers.ChoiceField(choices=Sex.choices, required=False)
    key = serializers.CharField(max_length=20, required=False, help_text=_("Seperti key pada angka."))
    category = serializers.CharField(max_length=10, required=False)


class FigureRowViewSet(ScopedViewSet):
    queryset = Figure.objects.none()
    serializer_class = FigureRowSerializer
    filters = FigureRowFilters
    permission_names = {"GET": "reports.view_case_rows"}
    tag = _("Angka")
    summaries = {"list": _("Baris di balik satu angka; identitas anak tidak pernah keluar dari kantornya")}

    @extend_schema(responses=FigureRowSerializer(many=True))
    def list(self, request: ApiRequest) -> Response:
        asked = self.asked()
        office = get_object_or_404(Office.objects.visible_to(self.scope), pk=asked.pop("office"))
        ref = FigureRef(office=office, **asked)
        found = self.paginate_queryset(rows_behind(self.scope, ref))
        rows = [row_of(row, ref, scope=self.scope, full_scope=self.scope) for row in found or []]
        return self.get_paginated_response(FigureRowSerializer(rows, many=True).data)
