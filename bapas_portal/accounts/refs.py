"""How the API names an office or an officer inside another row."""

from rest_framework import serializers

from bapas_portal.accounts.models import Office, User


class OfficeRef(serializers.ModelSerializer):
    class Meta:
        model = Office
        fields = ["id", "kind", "code", "name"]
        read_only_fields = fields


class OfficerRef(serializers.ModelSerializer):
    class Meta:
        model = User
        fields = ["id", "name"]
        read_only_fields = fields
