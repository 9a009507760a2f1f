"""Steps to the goals of plans: read, added, changed, taken out and ticked off by the pages' own actions."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from bapas_portal.core.resources import ApiRequest, IdField, KeyedInput, ScopedViewSet, form_key_of
from programs.actions.step import add_step, change_step, move_step, remove_step
from programs.choices_plan import StepActor, StepState
from programs.models import PlanStep

LOCK_HELP = _("Yang Anda baca; bila sudah berubah, ditolak (409).")
WRITE = {"POST": "programs.write_plan"}


class StepSerializer(serializers.ModelSerializer):
    """A step; `lock_version` goes with the next change."""

    line_id = serializers.IntegerField()
    guidance_id = serializers.IntegerField(source="line.plan.guidance_id")

    class Meta:
        model = PlanStep
        fields = [
            "id",
            "line_id",
            "guidance_id",
            "action",
            "actor",
            "due_on",
            "state",
            "lock_version",
            "removed_at",
            "recorded_at",
        ]
        read_only_fields = fields


class StepFilters(serializers.Serializer):
    line = IdField(required=False)
    guidance = IdField(source="line__plan__guidance", required=False)
    state = serializers.ChoiceField(choices=StepState.choices, required=False)
    due_to = serializers.DateField(source="due_on__lte", required=False, help_text=_("Sampai tanggal ini."))


class StepInput(KeyedInput):
    line_id = IdField()
    action = serializers.CharField(max_length=300)
    actor = serializers.ChoiceField(choices=StepActor.choices)
    due_on = serializers.DateField(help_text=_("Di dalam masa baris."))


class StepChange(serializers.Serializer):
    """What is left out stays as it is."""

    lock_version = serializers.IntegerField(min_value=0, max_value=2**31 - 1, help_text=LOCK_HELP)
    action = serializers.CharField(max_length=300, required=False)
    actor = serializers.ChoiceField(choices=StepActor.choices, required=False)
    due_on = serializers.DateField(required=False)


class StepMoveInput(KeyedInput):
    to = serializers.ChoiceField(choices=StepState.choices)
    on = serializers.DateField()
    reason = serializers.CharField(
        max_length=300,
        required=False,
        allow_blank=True,
        default="",
        help_text=_("Wajib bila langkah tidak terlaksana atau tandanya ditarik kembali."),
    )


class StepRemoval(serializers.Serializer):
    lock_version = serializers.IntegerField(min_value=0, max_value=2**31 - 1, help_text=LOCK_HELP)


class PlanStepViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = PlanStep.objects.none()
    serializer_class = StepSerializer
    filters = StepFilters
    permission_names = {"GET": "programs.view_plan", "POST": "programs.write_plan", "PATCH": "programs.write_plan"}
    tag = _("Rencana aksi")
    summaries = {
        "list": _("Langkah menuju tujuan rencana"),
        "retrieve": _("Satu langkah"),
        "create": _("Menambah langkah pada sebuah baris"),
        "partial_update": _("Mengubah kata-kata langkah; rencana yang disetujui menjadi rancangan lagi"),
        "move": _("Menandai langkah terlaksana, tidak terlaksana, atau menarik tandanya"),
        "remove": _("Mengeluarkan langkah dari baris; versi yang memuatnya tetap"),
    }

    def get_queryset(self) -> QuerySet[PlanStep]:
        return PlanStep.objects.visible_to(self.scope).current().select_related("line__plan")

    @extend_schema(request=StepInput, responses={201: StepSerializer})
    def create(self, request: ApiRequest) -> Response:
        given = self._read(StepInput, request)
        return self._told(add_step(by=request.user, scope=self.scope, **given), status=201)

    @extend_schema(request=StepChange, responses=StepSerializer)
    def partial_update(self, request: ApiRequest, pk: int) -> Response:
        given, step = self._read(StepChange, request), self.get_object()
        values = {name: given.get(name, getattr(step, name)) for name in ("action", "actor", "due_on")}
        seen = given["lock_version"]
        return self._told(change_step(step_id=step.pk, lock_version=seen, by=request.user, scope=self.scope, **values))

    @extend_schema(request=StepMoveInput, responses=StepSerializer)
    @action(detail=True, methods=["post"], permission_names=WRITE)
    def move(self, request: ApiRequest, pk: int) -> Response:
        given, step = self._read(StepMoveInput, request), self.get_object()
        move_step(step_id=step.pk, by=request.user, scope=self.scope, **given)
        return self._told(step)

    @extend_schema(request=StepRemoval, responses=StepSerializer)
    @action(detail=True, methods=["post"], permission_names=WRITE)
    def remove(self, request: ApiRequest, pk: int) -> Response:
        given, step = self._read(StepRemoval, request), self.get_object()
        return self._told(remove_step(step_id=step.pk, by=request.user, scope=self.scope, **given))

    def _read(self, shape: type[serializers.Serializer], request: ApiRequest) -> dict[str, Any]:
        """The body as values; the key also from the header. Raises ValidationError."""
        form = shape(data=request.data)
        form.is_valid(raise_exception=True)
        given = dict(form.validated_data)
        if "form_key" in form.fields:
            given["form_key"] = form_key_of(request, given.get("form_key"))
        return given

    def _told(self, step: PlanStep, status: int = 200) -> Response:
        rows = PlanStep.objects.visible_to(self.scope).select_related("line__plan")
        return Response(self.get_serializer(get_object_or_404(rows, pk=step.pk)).data, status=status)
