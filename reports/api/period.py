"""The monthly cycle, read only: it is written and signed on the pages, by name."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from bapas_portal.accounts.models import Office
from bapas_portal.accounts.refs import OfficeRef, OfficerRef
from bapas_portal.core.resources import IdField, MonthField, ScopedViewSet
from reports.choices import PeriodState, SubmissionState
from reports.models import Period, Release, Submission
from reports.queries.figures import offices_in_reach


class PeriodSerializer(serializers.ModelSerializer):
    class Meta:
        model = Period
        fields = ["id", "month", "state", "bapas_due_on", "kanwil_due_on", "opened_at", "published_at"]
        read_only_fields = fields


class PeriodFilters(serializers.Serializer):
    month = MonthField(required=False)
    state = serializers.ChoiceField(choices=PeriodState.choices, required=False)


class PeriodViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = Period.objects.none()
    serializer_class = PeriodSerializer
    filters = PeriodFilters
    lookup_url_kwarg = "id"
    permission_names = {"GET": "reports.view_submission"}
    tag = _("Laporan bulanan")
    summaries = {"list": _("Bulan laporan dan batas waktunya"), "retrieve": _("Satu bulan laporan")}

    def get_queryset(self) -> QuerySet[Period]:
        return Period.objects.all()


class SubmissionSerializer(serializers.ModelSerializer):
    """`digest`: the seal of the version that was signed last, empty before the first."""

    month = serializers.DateField(source="period.month")
    office = OfficeRef()
    # Not "results": a list's rows have that name.
    achievements = serializers.CharField(source="results")
    submitted_by = OfficerRef(allow_null=True)
    decided_by = OfficerRef(allow_null=True)
    versions = serializers.SerializerMethodField()
    digest = serializers.SerializerMethodField()

    class Meta:
        model = Submission
        fields = [
            "id",
            "month",
            "office",
            "state",
            "achievements",
            "obstacles",
            "follow_up",
            "plan",
            "kanwil_text",
            "first_submitted_at",
            "submitted_at",
            "submitted_by",
            "decided_at",
            "decided_by",
            "versions",
            "digest",
        ]
        read_only_fields = fields

    def get_versions(self, submission: Submission) -> int:
        return len(submission.versions.all())

    def get_digest(self, submission: Submission) -> str:
        return max(((one.number, one.digest) for one in submission.versions.all()), default=(0, ""))[1]


class SubmissionFilters(serializers.Serializer):
    month = MonthField(source="period__month", required=False)
    state = serializers.ChoiceField(choices=SubmissionState.choices, required=False)
    office = IdField(required=False, help_text=_("Kantor ini dan semua di bawahnya."))


class SubmissionViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = Submission.objects.none()
    serializer_class = SubmissionSerializer
    filters = SubmissionFilters
    lookup_url_kwarg = "id"
    permission_names = {"GET": "reports.view_submission"}
    tag = _("Laporan bulanan")
    summaries = {"list": _("Laporan bulanan Bapas dalam lingkup tugas Anda"), "retrieve": _("Satu laporan bulanan")}

    def get_queryset(self) -> QuerySet[Submission]:
        rows = Submission.objects.visible_to(self.scope)
        return rows.select_related("period", "office", "submitted_by", "decided_by").prefetch_related("versions")

    def filtered(self, rows: QuerySet[Submission], asked: dict[str, Any]) -> QuerySet[Submission]:
        office_id = asked.pop("office", None)
        if office_id is not None:
            office = get_object_or_404(Office.objects.visible_to(self.scope), pk=office_id)
            rows = rows.filter(office__path__startswith=office.path)
        return rows.filter(**asked)


class ReleaseDifferenceSerializer(serializers.Serializer):
    """One cell that differs from the release before."""

    office_code = serializers.CharField()
    measure = serializers.CharField()
    is_child = serializers.BooleanField(allow_null=True)
    sex = serializers.CharField(allow_blank=True)
    key = serializers.CharField(allow_blank=True)
    category = serializers.CharField(allow_blank=True)
    before = serializers.IntegerField()
    after = serializers.IntegerField()


class ReleaseSerializer(serializers.ModelSerializer):
    """`number` 0: the first publication of the month. `difference`: of the offices in your reach."""

    month = serializers.DateField(source="period.month")
    data_as_of = serializers.DateTimeField(source="run.data_as_of", allow_null=True)
    by = OfficerRef()
    difference = serializers.SerializerMethodField()

    class Meta:
        model = Release
        fields = [
            "id",
            "month",
            "number",
            "run_id",
            "data_as_of",
            "reason",
            "by",
            "at",
            "figures_digest",
            "previous_digest",
            "digest",
            "difference",
        ]
        read_only_fields = fields

    @extend_schema_field(ReleaseDifferenceSerializer(many=True))
    def get_difference(self, release: Release) -> list[dict[str, Any]]:
        names = list(ReleaseDifferenceSerializer().fields)
        reach = self.context.get("reach")
        return [dict(zip(names, row, strict=True)) for row in release.difference if reach is None or row[0] in reach]


class ReleaseFilters(serializers.Serializer):
    month = MonthField(source="period__month", required=False)
    number = serializers.IntegerField(min_value=0, max_value=32767, required=False)


class ReleaseViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = Release.objects.none()
    serializer_class = ReleaseSerializer
    filters = ReleaseFilters
    lookup_url_kwarg = "id"
    permission_names = {"GET": "reports.view_submission"}
    tag = _("Laporan bulanan")
    summaries = {
        "list": _("Terbitan angka: yang pertama dan setiap perbaikan, dengan segel dan selisihnya"),
        "retrieve": _("Satu terbitan angka"),
    }

    def get_queryset(self) -> QuerySet[Release]:
        return Release.objects.select_related("period", "run", "by")

    def get_serializer_context(self) -> dict[str, Any]:
        is_nation = self.scope.office_ids() is None
        reach = None if is_nation else {office.code for office in offices_in_reach(self.scope)}
        return {**super().get_serializer_context(), "reach": reach}
