"""Directives as actions take them, and as published rows."""

from datetime import date
from itertools import count
from typing import Any
from uuid import uuid4

from django.utils import timezone

from bapas_portal.accounts.models import Office, User
from programs.models import Directive, DirectiveVersion, Question, Reading, Target
from programs.queries.directive import content_digest

_numbers = count(1)


def directive_values(**changes: Any) -> dict[str, Any]:
    return {
        "number": f"PAS-{next(_numbers)}.PR.01 Tahun 2026",
        "kind": "KEBIJAKAN",
        "title": "Satu kegiatan setiap bulan",
        "body": "Setiap Bapas mengadakan kegiatan.\n\n- bersama warga\n- bersama mitra",
        "terms": [{"term": "Kegiatan", "text": "Kerja sukarela klien bersama warga."}],
        "applies_from": date(2026, 1, 1),
        "due_on": None,
    } | changes


def make_draft(by: User, **fields: Any) -> DirectiveVersion:
    """A first draft, unless `directive` and `number` of a later one are given."""
    values = directive_values(**fields)
    number, kind = values.pop("number"), values.pop("kind")
    directive = values.pop("directive", None) or Directive.objects.create(
        number=number, kind=kind, form_key=uuid4(), created_by=by
    )
    values.setdefault("changed_by", by)
    version = values.pop("version", 1)
    return DirectiveVersion.objects.create(directive=directive, number=version, **values)


def publish(version: DirectiveVersion, by: User, **fields: Any) -> DirectiveVersion:
    version.state, version.published_by = "PUBLISHED", by
    version.published_at = fields.pop("published_at", None) or timezone.now()
    version.digest = content_digest(version)
    version.save()
    return version


def make_directive(by: User, **fields: Any) -> DirectiveVersion:
    """The published first version of a new directive."""
    when = {"published_at": fields.pop("published_at", None)}
    return publish(make_draft(by, **fields), by, **when)


def make_target(version: DirectiveVersion, **fields: Any) -> Target:
    values = {"measure": "ACTIVITIES", "period": "BULAN", "rule": "SAMA", "amount": 2} | fields
    return Target.objects.create(version=version, form_key=uuid4(), **values)


def make_reading(version: DirectiveVersion, office: Office, by: User) -> Reading:
    return Reading.objects.create(version=version, office=office, by=by)


def make_question(version: DirectiveVersion, office: Office, by: User, **fields: Any) -> Question:
    fields.setdefault("text", f"Pertanyaan contoh {next(_numbers)}?")
    return Question.objects.create(version=version, office=office, by=by, form_key=uuid4(), **fields)
