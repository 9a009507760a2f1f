"""The API's doors to offices and to one's own account."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from bapas_portal.accounts.choices import OfficeClass, OfficeKind
from bapas_portal.accounts.models import Office, User
from bapas_portal.core.resources import ApiRequest, IdField, ScopedViewSet
from bapas_portal.core.scope import Scope


class OfficeSerializer(serializers.ModelSerializer):
    office_class = serializers.ChoiceField(choices=OfficeClass.choices, allow_blank=True)
    parent_id = serializers.IntegerField(read_only=True, allow_null=True)
    provinces = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Office
        fields = [
            "id",
            "kind",
            "code",
            "name",
            "office_class",
            "city",
            "provinces",
            "zone",
            "parent_id",
            "path",
            "opened_on",
            "closed_on",
        ]
        read_only_fields = fields


class OfficeFilters(serializers.Serializer):
    kind = serializers.ChoiceField(choices=OfficeKind.choices, required=False)
    parent_id = IdField(required=False, help_text=_("Kantor di atasnya."))


class OfficeViewSet(ListModelMixin, RetrieveModelMixin, ScopedViewSet):
    queryset = Office.objects.none()
    serializer_class = OfficeSerializer
    filters = OfficeFilters
    permission_names = {"GET": "accounts.view_offices"}
    tag = _("Kantor")
    summaries = {"list": _("Kantor dalam jangkauan Anda"), "retrieve": _("Satu kantor")}

    def get_queryset(self) -> QuerySet[Office]:
        return Office.objects.visible_to(self.scope)


class MeOfficeSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class MeSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    username = serializers.CharField()
    name = serializers.CharField()
    role = serializers.CharField(help_text=_("Peran hari ini, dipisahkan koma."))
    office = MeOfficeSerializer(allow_null=True)
    permissions = serializers.ListField(child=serializers.CharField())
    office_ids = serializers.ListField(
        child=serializers.IntegerField(), allow_null=True, help_text=_("Kantor dalam jangkauan; null: seluruh negeri.")
    )


class MeView(APIView):
    """Who the caller is and what the caller may do today; open to anyone signed in."""

    permission_classes = [IsAuthenticated]
    permission_names: dict[str, str] = {}
    tag = _("Akun sendiri")
    summaries = {"get": _("Siapa saya dan apa wewenang saya hari ini")}

    @extend_schema(responses=MeSerializer, operation_id="me")
    def get(self, request: ApiRequest) -> Response:
        return Response(MeSerializer(_me(request.user, request.scope)).data)


def _me(user: User, scope: Scope) -> dict[str, Any]:
    reach = scope.office_ids()
    return {
        "id": user.pk,
        "username": user.username,
        "name": user.name,
        "role": scope.role_label,
        "office": {"id": scope.office_id, "name": scope.office_name} if scope.office_id else None,
        "permissions": sorted(scope.permissions),
        "office_ids": None if reach is None else sorted(reach),
    }
