"""Two wordings of one row: what the reader typed, and what somebody else saved meanwhile."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def both_wordings(form: forms.Form, stored: dict[str, Any]) -> list[dict[str, str]]:
    """Each field of a valid form that differs from what is stored, with both in words."""
    rows = []
    for name, kept in stored.items():
        if name == "lock_version" or name not in form.cleaned_data:
            continue
        typed = _plain(form.cleaned_data[name])
        if typed != _plain(kept):
            field = form.fields[name]
            rows.append({"label": str(field.label), "typed": _said(field, typed), "stored": _said(field, kept)})
    return rows


def _plain(value: Any) -> Any:
    """Rows as their numbers."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, QuerySet | list | tuple):
        return sorted(_plain(each) for each in value)
    return value


def _said(field: Any, value: Any) -> str:
    if value in (None, "", []):
        return _("Belum diisi")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    flat: dict[str, str] = {}
    for key, label in getattr(field, "choices", ()):
        flat.update({str(key): str(label)} if isinstance(label, str) else {str(k): str(v) for k, v in label})
    each: Iterable[Any] = value if isinstance(value, list) else [value]
    return ", ".join(flat.get(str(one), str(one)) for one in each)
