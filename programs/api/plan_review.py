"""What clients said to their plans, reviews, and which plans are due for one: read only.

They are written on the pages, with the client there: a signature is drawn, the goals are talked over.
"""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from bapas_portal.accounts.refs import OfficerRef
from bapas_portal.core.resources import ApiRequest, IdField, ScopedViewSet
from clients.api.guidance_shapes import may_identify
from programs.choices import PlanAnswerKind, ReviewCause, ReviewResult, UnableReason
from programs.models import ActionPlan, PlanAnswer, PlanReview, PlanReviewGoal
from programs.queries.plan_review import ReviewRow, review_rows

READ = {"GET": "programs.view_plan"}
TAG = _("Rencana aksi")
GUIDANCE = ("guidance__office", "guidance__officer")


class PlanAnswerSerializer(serializers.ModelSerializer):
    """The client's word on a version; words that may name a person are null for a reader who may not know whose."""

    guidance_id = serializers.IntegerField(source="version.plan.guidance_id")
    plan_id = serializers.IntegerField(source="version.plan_id")
    version_number = serializers.IntegerField(source="version.number")
    unable_reason = serializers.ChoiceField(choices=UnableReason.choices, allow_blank=True)
    reason = serializers.CharField(allow_null=True, allow_blank=True)
    comment = serializers.CharField(allow_null=True, allow_blank=True)
    accompanied_by = serializers.CharField(
        allow_null=True, allow_blank=True, help_text=_("Pendamping anak saat menjawab.")
    )
    has_proof = serializers.SerializerMethodField(help_text=_("Ada tanda tangan atau kertas yang dipindai."))
    by = OfficerRef()

    class Meta:
        model = PlanAnswer
        fields = [
            "id",
            "guidance_id",
            "plan_id",
            "version_number",
            "number",
            "digest",
            "answer",
            "unable_reason",
            "reason",
            "comment",
            "accompanied_by",
            "answered_on",
            "has_proof",
            "by",
            "recorded_at",
        ]
        read_only_fields = fields

    def get_has_proof(self, answer: PlanAnswer) -> bool:
        return bool(answer.proof)

    def to_representation(self, answer: PlanAnswer) -> dict[str, Any]:
        said = super().to_representation(answer)
        hidden = ("reason", "comment", "accompanied_by")
        return said if may_identify(self, answer.version.plan.guidance) else {**said, **dict.fromkeys(hidden)}


class PlanAnswerFilters(serializers.Serializer):
    guidance = IdField(source="version__plan__guidance", required=False)
    office = IdField(source="version__plan__guidance__office", required=False)
    answer = serializers.ChoiceField(choices=PlanAnswerKind.choices, required=False)


class PlanAnswerViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = PlanAnswer.objects.none()
    serializer_class = PlanAnswerSerializer
    filters = PlanAnswerFilters
    permission_names = READ
    tag = TAG
    summaries = {
        "list": _("Jawaban klien atas versi rencananya; nomor tertinggi pada satu versi yang berlaku"),
        "retrieve": _("Satu jawaban klien"),
    }

    def get_queryset(self) -> QuerySet[PlanAnswer]:
        return PlanAnswer.objects.visible_to(self.scope).select_related("version__plan__guidance", "by")


class PlanReviewGoalSerializer(serializers.ModelSerializer):
    line_id = serializers.IntegerField(help_text=_("Baris rencana; kata-katanya berada pada versi yang ditinjau."))
    note = serializers.CharField(allow_null=True, allow_blank=True)

    class Meta:
        model = PlanReviewGoal
        fields = ["line_id", "progress", "note"]


class PlanReviewSerializer(serializers.ModelSerializer):
    """A review with each goal's progress; free words are null for a reader who may not know whose plan it is."""

    guidance_id = serializers.IntegerField(source="plan.guidance_id")
    plan_id = serializers.IntegerField()
    version_number = serializers.IntegerField(source="version.number")
    looked_at = serializers.CharField(allow_null=True)
    goals = PlanReviewGoalSerializer(many=True)
    by = OfficerRef()

    class Meta:
        model = PlanReview
        fields = [
            "id",
            "guidance_id",
            "plan_id",
            "version_number",
            "number",
            "reviewed_on",
            "cause",
            "looked_at",
            "result",
            "goals",
            "by",
            "recorded_at",
        ]
        read_only_fields = fields

    def to_representation(self, review: PlanReview) -> dict[str, Any]:
        said = super().to_representation(review)
        if may_identify(self, review.plan.guidance):
            return said
        return {**said, "looked_at": None, "goals": [{**goal, "note": None} for goal in said["goals"]]}


class PlanReviewFilters(serializers.Serializer):
    guidance = IdField(source="plan__guidance", required=False)
    office = IdField(source="plan__guidance__office", required=False)
    cause = serializers.ChoiceField(choices=ReviewCause.choices, required=False)
    result = serializers.ChoiceField(choices=ReviewResult.choices, required=False)
    reviewed_from = serializers.DateField(source="reviewed_on__gte", required=False)
    reviewed_to = serializers.DateField(source="reviewed_on__lte", required=False)


class PlanReviewViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = PlanReview.objects.none()
    serializer_class = PlanReviewSerializer
    filters = PlanReviewFilters
    permission_names = READ
    tag = TAG
    summaries = {
        "list": _("Tinjauan rencana dalam lingkup tugas Anda"),
        "retrieve": _("Satu tinjauan dengan kemajuan tiap tujuan"),
    }

    def get_queryset(self) -> QuerySet[PlanReview]:
        goals = PlanReviewGoal.objects.visible_to(self.scope).order_by("pk")
        rows = PlanReview.objects.visible_to(self.scope).select_related("plan__guidance", "version", "by")
        return rows.prefetch_related(Prefetch("goals", goals))


class PlanDueSerializer(serializers.Serializer):
    """A plan to be reviewed. `days_left` is negative once the last day has passed, by the office's clock."""

    plan_id = serializers.IntegerField(source="pk")
    guidance_id = serializers.IntegerField()
    office_id = serializers.IntegerField(source="guidance.office_id")
    officer = OfficerRef(source="guidance.officer", allow_null=True)
    cause = serializers.SerializerMethodField()
    since = serializers.SerializerMethodField(help_text=_("Hari terjadinya, atau hari persetujuan atau tinjauan lalu."))
    due_on = serializers.SerializerMethodField(help_text=_("Hari terakhir untuk meninjau."))
    days_left = serializers.SerializerMethodField()

    def _row(self, plan: ActionPlan) -> ReviewRow:
        return self.context["due"][plan.guidance_id]

    @extend_schema_field(serializers.ChoiceField(choices=ReviewCause.choices))
    def get_cause(self, plan: ActionPlan) -> str:
        return self._row(plan).due.cause.value

    @extend_schema_field(serializers.DateField())
    def get_since(self, plan: ActionPlan) -> str:
        return self._row(plan).due.since.isoformat()

    @extend_schema_field(serializers.DateField())
    def get_due_on(self, plan: ActionPlan) -> str:
        return self._row(plan).due.due_on.isoformat()

    def get_days_left(self, plan: ActionPlan) -> int:
        return self._row(plan).days_left


class PlanDueFilters(serializers.Serializer):
    guidance = IdField(required=False)
    office = IdField(source="guidance__office", required=False)
    officer = IdField(source="guidance__officer", required=False, help_text=_("PK atau APK yang memegang."))
    cause = serializers.ChoiceField(choices=ReviewCause.choices, required=False)


class PlanDueViewSet(ScopedViewSet):
    queryset = ActionPlan.objects.none()
    serializer_class = PlanDueSerializer
    filters = PlanDueFilters
    permission_names = READ
    tag = TAG
    summaries = {"list": _("Rencana yang perlu ditinjau sekarang: sebabnya dan hari terakhirnya")}

    def get_queryset(self) -> QuerySet[ActionPlan]:
        return ActionPlan.objects.visible_to(self.scope).select_related(*GUIDANCE)

    @extend_schema(responses=PlanDueSerializer(many=True))
    def list(self, request: ApiRequest) -> Response:
        asked = self.asked()
        cause = asked.pop("cause", None)
        rows = [row for row in review_rows(self.scope) if row.due.is_open and cause in (None, row.due.cause)]
        due = {row.guidance_id: row for row in rows}
        page = self.paginate_queryset(self.get_queryset().filter(guidance__in=due, **asked)) or []
        context = {**self.get_serializer_context(), "due": due}
        return self.get_paginated_response(PlanDueSerializer(page, many=True, context=context).data)
