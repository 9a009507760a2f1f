"""The API's door to referrals, for the client's side: the pages' own actions, from draft to reviewed report."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from bapas_portal.audit.trail import record_read
from bapas_portal.core.resources import ApiRequest, ScopedViewSet, form_key_of
from partners.actions.referral import change_referral, draft_referral, reroute_referral, send_referral
from partners.actions.referral_report import add_referral_session, hand_in_report, review_report
from partners.api import referral_shapes as shapes
from partners.api.referral_moves import move_to
from partners.choices_referral import ReportDecision
from partners.models import Referral
from partners.queries.referral import VIEW, with_names, with_parts

WRITE = {"POST": "partners.write_referral"}
Detail = shapes.ReferralDetailSerializer


class ReferralViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = Referral.objects.none()
    serializer_class = shapes.ReferralSerializer
    filters = shapes.ReferralFilters
    permission_names = {"GET": VIEW, "PATCH": "partners.write_referral", **WRITE}
    tag = _("Mitra")
    summaries = {
        "list": _("Rujukan klien ke layanan mitra"),
        "retrieve": _("Satu rujukan dengan langkah, pertemuan dan laporannya; pembacaan dicatat pada jejak audit"),
        "create": _("Membuat draf rujukan"),
        "partial_update": _("Mengubah draf, atau memperbaiki rujukan yang sudah dikirim dengan alasan"),
        "send": _("Mengirim rujukan ke mitra, dengan persetujuan klien atau walinya"),
        "move": _("Mencatat jawaban dan langkah layanan atas keterangan mitra, atau menarik rujukan"),
        "reroute": _("Mengalihkan ke layanan lain; giliran pertama tetap berlaku"),
        "session": _("Mencatat pertemuan layanan, atau memperbaikinya"),
        "report": _("Mencatat laporan akhir dengan hasil tiap kebutuhan"),
        "review": _("Menerima laporan akhir, atau mengembalikannya"),
    }

    def get_queryset(self) -> QuerySet[Referral]:
        return with_names(Referral.objects.visible_to(self.scope))

    @extend_schema(responses=Detail)
    def retrieve(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        referral = self.get_object()
        record_read(subject=referral.guidance, by=request.user, part="referral")
        return self._told(referral.pk)

    @extend_schema(request=shapes.ReferralInput, responses={201: Detail})
    def create(self, request: ApiRequest) -> Response:
        given = self._read(shapes.ReferralInput)
        return self._told(draft_referral(**given, by=request.user, scope=request.full_scope).pk, status=201)

    @extend_schema(request=shapes.ReferralChangeInput, responses=Detail)
    def partial_update(self, request: ApiRequest, pk: int) -> Response:
        given = self._read(shapes.ReferralChangeInput)
        change_referral(referral_id=pk, **given, by=request.user, scope=request.full_scope)
        return self._told(pk)

    @extend_schema(request=shapes.SendInput, responses=Detail)
    @action(detail=True, methods=["post"], permission_names=WRITE)
    def send(self, request: ApiRequest, pk: int) -> Response:
        send_referral(referral_id=pk, **self._read(shapes.SendInput), by=request.user, scope=request.full_scope)
        return self._told(pk)

    @extend_schema(request=shapes.ReferralMoveInput, responses=Detail)
    @action(detail=True, methods=["post"], permission_names=WRITE)
    def move(self, request: ApiRequest, pk: int) -> Response:
        given = self._read(shapes.ReferralMoveInput)
        move_to(self.get_object(), **given, by=request.user, scope=request.full_scope)
        return self._told(pk)

    @extend_schema(request=shapes.RerouteInput, responses={201: Detail})
    @action(detail=True, methods=["post"], permission_names=WRITE)
    def reroute(self, request: ApiRequest, pk: int) -> Response:
        given = self._read(shapes.RerouteInput)
        new = reroute_referral(referral_id=pk, **given, by=request.user, scope=request.full_scope)
        return self._told(new.pk, status=201)

    @extend_schema(request=shapes.ReferralSessionInput, responses={201: Detail})
    @action(detail=True, methods=["post"], permission_names=WRITE)
    def session(self, request: ApiRequest, pk: int) -> Response:
        given = self._read(shapes.ReferralSessionInput)
        add_referral_session(referral_id=pk, **given, by=request.user, scope=request.full_scope)
        return self._told(pk, status=201)

    @extend_schema(request=shapes.ReferralReportInput, responses={201: Detail})
    @action(detail=True, methods=["post"], permission_names=WRITE)
    def report(self, request: ApiRequest, pk: int) -> Response:
        given = self._read(shapes.ReferralReportInput)
        outcomes = {each["need_id"]: (each["outcome"], each["note"]) for each in given.pop("outcomes")}
        hand_in_report(referral_id=pk, outcomes=outcomes, **given, by=request.user, scope=request.full_scope)
        return self._told(pk, status=201)

    @extend_schema(request=shapes.ReferralReviewInput, responses=Detail)
    @action(detail=True, methods=["post"], permission_names=WRITE)
    def review(self, request: ApiRequest, pk: int) -> Response:
        """The report that waits; without one 404."""
        given = self._read(shapes.ReferralReviewInput)
        report = self.get_object().reports.filter(decision=ReportDecision.WAITING).first()
        if report is None:
            raise Http404
        review_report(report_id=report.pk, **given, by=request.user, scope=request.full_scope)
        return self._told(pk)

    def _read(self, shape: type[serializers.Serializer]) -> dict[str, Any]:
        """The body as values, with a key of its own where none was given. Raises ValidationError."""
        form = shape(data=self.request.data)
        form.is_valid(raise_exception=True)
        given = dict(form.validated_data)
        if "form_key" in form.fields:
            given["form_key"] = form_key_of(self.request, given.get("form_key")) or uuid.uuid4()
        return given

    def _told(self, pk: int, status: int = 200) -> Response:
        referral = get_object_or_404(with_parts(self.get_queryset()), pk=pk)
        return Response(Detail(referral, context=self.get_serializer_context()).data, status=status)
