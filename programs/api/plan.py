"""Action plans: read, handed in, approved and returned through the same actions as the pages."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from bapas_portal.core.resources import ApiRequest, ScopedViewSet
from programs.actions.plan import decide_plan, submit_plan
from programs.api.plan_shapes import (
    ApproveInput,
    PlanFilters,
    PlanSerializer,
    ReturnInput,
    SubmitInput,
)
from programs.models import ActionPlan, PlanLine, PlanStep, PlanVersion

SUBMIT = {"POST": "programs.write_plan"}
DECIDE = {"POST": "programs.approve_plan"}


class PlanViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = ActionPlan.objects.none()
    serializer_class = PlanSerializer
    filters = PlanFilters
    permission_names = {"GET": "programs.view_plan"}
    tag = _("Rencana aksi")
    summaries = {
        "list": _("Rencana aksi dalam lingkup tugas Anda"),
        "retrieve": _("Satu rencana aksi dengan baris dan versinya"),
        "submit": _("Mengajukan rencana: isinya menjadi versi berikutnya"),
        "approve": _("Menyetujui versi yang diajukan (oleh orang lain)"),
        "send_back": _("Mengembalikan versi yang diajukan, dengan catatan"),
    }

    def get_queryset(self) -> QuerySet[ActionPlan]:
        steps = PlanStep.objects.visible_to(self.scope).current()
        lines = (
            PlanLine.objects.visible_to(self.scope).filter(removed_at=None).prefetch_related(Prefetch("steps", steps))
        )
        versions = PlanVersion.objects.visible_to(self.scope).select_related("submitted_by", "decided_by")
        return (
            ActionPlan.objects.visible_to(self.scope)
            .select_related("guidance", "submitted_by")
            .prefetch_related(
                Prefetch(
                    "lines", lines.select_related("need", "partner", "responsible", "intervention").order_by("pk")
                ),
                Prefetch("versions", versions.defer("content").order_by("number")),
            )
        )

    @extend_schema(request=SubmitInput, responses=PlanSerializer)
    @action(detail=True, methods=["post"], permission_names=SUBMIT)
    def submit(self, request: ApiRequest, pk: int) -> Response:
        return self._acted(request, SubmitInput, submit_plan)

    @extend_schema(request=ApproveInput, responses=PlanSerializer)
    @action(detail=True, methods=["post"], permission_names=DECIDE)
    def approve(self, request: ApiRequest, pk: int) -> Response:
        return self._acted(request, ApproveInput, decide_plan, approve=True)

    @extend_schema(request=ReturnInput, responses=PlanSerializer)
    @action(detail=True, methods=["post"], url_path="return", url_name="return", permission_names=DECIDE)
    def send_back(self, request: ApiRequest, pk: int) -> Response:
        return self._acted(request, ReturnInput, decide_plan, approve=False)

    def _acted(self, request: ApiRequest, shape: type[Serializer], act: Any, **more: bool) -> Response:
        form = shape(data=request.data)
        form.is_valid(raise_exception=True)
        plan = self.get_object()
        act(guidance_id=plan.guidance_id, by=request.user, scope=self.scope, **form.validated_data, **more)
        return Response(self.get_serializer(get_object_or_404(self.get_queryset(), pk=plan.pk)).data)
