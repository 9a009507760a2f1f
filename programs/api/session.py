"""Sessions of guidance and their lists, through the same actions as the pages. No session is an hour of a sentence."""

import uuid
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from bapas_portal.audit.trail import record_read
from bapas_portal.core.resources import ApiRequest, KeyedInput, ScopedViewSet, form_key_of
from programs.actions.attendance import save_marks
from programs.actions.session import cancel_session, plan_group, record_single
from programs.api.session_shapes import (
    AttendanceFilters,
    AttendanceSerializer,
    CancelInput,
    GroupSessionDetailSerializer,
    GroupSessionFilters,
    GroupSessionInput,
    GroupSessionSerializer,
    MarkedSerializer,
    MarksInput,
    SingleSessionFilters,
    SingleSessionInput,
    SingleSessionSerializer,
)
from programs.models import Attendance, GuidanceSession
from programs.queries import guiding as queries
from programs.rules.attendance import SentMark

WRITE_GROUP, WRITE_SINGLE = {"POST": "programs.write_programme"}, {"POST": "programs.write_session"}


def keyed(shape: type[KeyedInput], request: ApiRequest) -> dict[str, Any]:
    """What was sent in this shape, with a key of its own where none was given. Raises ValidationError."""
    form = shape(data=request.data)
    form.is_valid(raise_exception=True)
    values = dict(form.validated_data)
    return {**values, "form_key": form_key_of(request, values.get("form_key")) or uuid.uuid4()}


class GroupSessionViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = GuidanceSession.groups.none()
    serializer_class = GroupSessionSerializer
    filters = GroupSessionFilters
    permission_names = {"GET": "programs.view_programme", **WRITE_GROUP}
    tag = _("Bimbingan")
    summaries = {
        "list": _("Pertemuan kelompok kantor"),
        "retrieve": _("Satu pertemuan kelompok dengan daftar hadirnya; pembacaan dicatat pada jejak audit"),
        "create": _("Merencanakan pertemuan program, atau kelompok sekali ini"),
        "cancel": _("Membatalkan pertemuan kelompok, dengan alasan"),
    }

    def get_queryset(self) -> QuerySet[GuidanceSession]:
        return queries.with_counts(GuidanceSession.groups.visible_to(self.scope).select_related("office"))

    @extend_schema(responses=GroupSessionDetailSerializer)
    def retrieve(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        session = self.get_object()
        record_read(subject=session, by=request.user, office_id=session.office_id, part="sessions")
        return Response(self._told(session))

    @extend_schema(request=GroupSessionInput, responses={201: GroupSessionDetailSerializer})
    def create(self, request: ApiRequest) -> Response:
        made = plan_group(**keyed(GroupSessionInput, request), by=request.user, scope=request.full_scope)
        return Response(self._told(get_object_or_404(self.get_queryset(), pk=made.pk)), status=201)

    @extend_schema(request=CancelInput, responses=GroupSessionDetailSerializer)
    @action(detail=True, methods=["post"], permission_names=WRITE_GROUP)
    def cancel(self, request: ApiRequest, pk: int) -> Response:
        form = CancelInput(data=request.data)
        form.is_valid(raise_exception=True)
        self.get_object()
        cancel_session(session_id=pk, by=request.user, scope=request.full_scope, **form.validated_data)
        return Response(self._told(self.get_object()))

    def _told(self, session: GuidanceSession) -> Any:
        request: Any = self.request
        rows = [each.row for each in queries.sheet(session, request.full_scope)]
        for row in rows:
            row.session = session
        vars(session)["attendance"] = rows
        return GroupSessionDetailSerializer(session, context=self.get_serializer_context()).data


class SingleSessionViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = GuidanceSession.objects.none()
    serializer_class = SingleSessionSerializer
    filters = SingleSessionFilters
    permission_names = {"GET": "programs.view_session", **WRITE_SINGLE}
    tag = _("Bimbingan")
    summaries = {
        "list": _("Pertemuan perorangan klien dalam lingkup tugas Anda"),
        "retrieve": _("Satu pertemuan perorangan; pembacaan dicatat pada jejak audit"),
        "create": _("Mencatat pertemuan dengan satu klien dan kehadirannya"),
        "cancel": _("Membatalkan pertemuan perorangan, dengan alasan"),
    }

    def get_queryset(self) -> QuerySet[GuidanceSession]:
        rows = GuidanceSession.objects.visible_to(self.scope).exclude(guidance=None).select_related("office")
        marks = Attendance.objects.visible_to(self.scope)
        return rows.prefetch_related(Prefetch("attendances", marks))

    def retrieve(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        session = self.get_object()
        record_read(subject=session.guidance, by=request.user, part="sessions")
        return Response(self.get_serializer(session).data)

    @extend_schema(request=SingleSessionInput, responses={201: SingleSessionSerializer})
    def create(self, request: ApiRequest) -> Response:
        made = record_single(**keyed(SingleSessionInput, request), by=request.user, scope=self.scope)
        return Response(self.get_serializer(get_object_or_404(self.get_queryset(), pk=made.pk)).data, status=201)

    @extend_schema(request=CancelInput, responses=SingleSessionSerializer)
    @action(detail=True, methods=["post"], permission_names=WRITE_SINGLE)
    def cancel(self, request: ApiRequest, pk: int) -> Response:
        form = CancelInput(data=request.data)
        form.is_valid(raise_exception=True)
        self.get_object()
        cancel_session(session_id=pk, by=request.user, scope=request.full_scope, **form.validated_data)
        return Response(self.get_serializer(self.get_object()).data)


class AttendanceViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = Attendance.objects.none()
    serializer_class = AttendanceSerializer
    filters = AttendanceFilters
    permission_names = {"GET": "programs.view_session", **WRITE_GROUP}
    tag = _("Bimbingan")
    summaries = {
        "list": _("Kehadiran klien dalam lingkup tugas Anda, perorangan dan kelompok"),
        "retrieve": _("Satu kehadiran"),
        "create": _("Menyimpan daftar hadir satu pertemuan kelompok sekaligus; dikirim dua kali tetap satu kali"),
    }

    def get_queryset(self) -> QuerySet[Attendance]:
        rows = Attendance.objects.visible_to(self.scope)
        return rows.select_related("session", "guidance__client", "marked_by")

    @extend_schema(request=MarksInput, responses={201: MarkedSerializer, 200: MarkedSerializer})
    def create(self, request: ApiRequest) -> Response:
        form = MarksInput(data=request.data)
        form.is_valid(raise_exception=True)
        sent = [SentMark(**row) for row in form.validated_data["rows"]]
        session_id = form.validated_data["session_id"]
        outcome = save_marks(session_id=session_id, sent=sent, by=request.user, scope=request.full_scope)
        said = {
            "saved": queries.marked_rows(outcome.saved),
            "same": queries.marked_rows(outcome.same),
            "differs": queries.marked_rows(outcome.clashes),
        }
        shown = MarkedSerializer(said, context=self.get_serializer_context())
        return Response(shown.data, status=201 if outcome.saved else 200)
