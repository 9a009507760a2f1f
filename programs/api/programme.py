"""Programmes of guidance, who takes part, and certificates, through the same actions as the pages."""

import uuid

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from bapas_portal.core.resources import ApiRequest, FileNegotiation, ScopedViewSet, form_key_of
from programs.actions.enrolment import admit, end_enrolment, enrol
from programs.actions.programme import move_programme, open_programme
from programs.actions.programme_certificate import print_certificate
from programs.api.programme_shapes import (
    CertificateFilters,
    CertificateSerializer,
    EndInput,
    EnrolInput,
    EnrolledSerializer,
    EnrolmentFilters,
    EnrolmentSerializer,
    MoveInput,
    ProgrammeFilters,
    ProgrammeInput,
    ProgrammeSerializer,
)
from programs.models import Enrolment, Programme, ProgrammeCertificate
from programs.queries import guiding as queries

WRITE = {"POST": "programs.write_programme"}


class ProgrammeViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = Programme.objects.none()
    serializer_class = ProgrammeSerializer
    filters = ProgrammeFilters
    permission_names = {"GET": "programs.view_programme", **WRITE}
    tag = _("Bimbingan")
    summaries = {
        "list": _("Program bimbingan kantor, dengan tempat terisi dan daftar tunggu"),
        "retrieve": _("Satu program"),
        "create": _("Membuka program; form_key yang sama tidak membuka dua kali"),
        "move": _("Memulai, menyelesaikan atau membatalkan program"),
    }

    def get_queryset(self) -> QuerySet[Programme]:
        rows = Programme.objects.visible_to(self.scope).select_related("office", "intervention", "partner")
        return queries.with_seats(rows)

    @extend_schema(request=ProgrammeInput, responses={201: ProgrammeSerializer})
    def create(self, request: ApiRequest) -> Response:
        form = ProgrammeInput(data=request.data)
        form.is_valid(raise_exception=True)
        values = dict(form.validated_data)
        key = form_key_of(request, values.pop("form_key", None)) or uuid.uuid4()
        intervention, partner = values.pop("intervention"), values.pop("partner_id")
        made = open_programme(
            **values,
            intervention_id=intervention.pk,
            partner_id=partner.pk if partner else None,
            form_key=key,
            by=request.user,
            scope=request.full_scope,
        )
        return self._told(made.pk, status=201)

    @extend_schema(request=MoveInput, responses=ProgrammeSerializer)
    @action(detail=True, methods=["post"], permission_names=WRITE)
    def move(self, request: ApiRequest, pk: int) -> Response:
        form = MoveInput(data=request.data)
        form.is_valid(raise_exception=True)
        move_programme(programme_id=pk, by=request.user, scope=request.full_scope, **form.validated_data)
        return self._told(pk)

    def _told(self, pk: int, status: int = 200) -> Response:
        return Response(self.get_serializer(get_object_or_404(self.get_queryset(), pk=pk)).data, status=status)


class EnrolmentViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = Enrolment.objects.none()
    serializer_class = EnrolmentSerializer
    filters = EnrolmentFilters
    permission_names = {"GET": "programs.view_programme", **WRITE}
    tag = _("Bimbingan")
    summaries = {
        "list": _("Peserta program kantor dan daftar tunggunya; nama hanya bagi yang berhak tahu"),
        "retrieve": _("Satu peserta"),
        "create": _("Mendaftarkan klien; yang tidak kebagian tempat menunggu. Dikirim dua kali tetap satu kali"),
        "admit": _("Memberi tempat kosong kepada yang pertama di daftar tunggu"),
        "end": _("Mencatat hasil: tuntas, berhenti, atau salah catat"),
    }

    def get_queryset(self) -> QuerySet[Enrolment]:
        return queries.with_turn(queries.enrolments(self.scope))

    @extend_schema(request=EnrolInput, responses={201: EnrolledSerializer, 200: EnrolledSerializer})
    def create(self, request: ApiRequest) -> Response:
        form = EnrolInput(data=request.data)
        form.is_valid(raise_exception=True)
        made = enrol(by=request.user, scope=request.full_scope, **form.validated_data)
        standing = self.get_queryset().filter(
            programme=form.validated_data["programme_id"], guidance__in=form.validated_data["guidance_ids"]
        )
        said = {"added": len(made), "enrolments": standing.filter(state__in=queries.ON_THE_LIST).order_by("pk")}
        shown = EnrolledSerializer(said, context=self.get_serializer_context())
        return Response(shown.data, status=201 if made else 200)

    @extend_schema(request=None, responses=EnrolmentSerializer)
    @action(detail=True, methods=["post"], permission_names=WRITE)
    def admit(self, request: ApiRequest, pk: int) -> Response:
        admit(enrolment_id=pk, by=request.user, scope=request.full_scope)
        return self._told(pk)

    @extend_schema(request=EndInput, responses=EnrolmentSerializer)
    @action(detail=True, methods=["post"], permission_names=WRITE)
    def end(self, request: ApiRequest, pk: int) -> Response:
        form = EndInput(data=request.data)
        form.is_valid(raise_exception=True)
        end_enrolment(enrolment_id=pk, by=request.user, scope=request.full_scope, **form.validated_data)
        return self._told(pk)

    def _told(self, pk: int) -> Response:
        return Response(self.get_serializer(get_object_or_404(self.get_queryset(), pk=pk)).data)


class CertificateViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = ProgrammeCertificate.objects.none()
    serializer_class = CertificateSerializer
    filters = CertificateFilters
    permission_names = {"GET": "programs.view_programme"}
    tag = _("Bimbingan")
    summaries = {
        "list": _("Sertifikat program kantor, tanpa isinya"),
        "retrieve": _("Satu sertifikat, tanpa isinya"),
        "file": _("Sertifikat sebagai PDF; pencetakan dicatat pada jejak audit"),
    }

    def get_queryset(self) -> QuerySet[ProgrammeCertificate]:
        return queries.certificates(self.scope).select_related("enrolment__guidance__client", "issued_by")

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"], content_negotiation_class=FileNegotiation)
    def file(self, request: ApiRequest, pk: int) -> HttpResponse:
        found = self.get_object()
        return HttpResponse(
            print_certificate(found, by=request.user, scope=request.full_scope),
            content_type="application/pdf",
            headers={"Cache-Control": "private, no-store"},
        )
