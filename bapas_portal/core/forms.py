"""What an action refused, put where the person typed it; and numbers read from an address or a hidden field."""

import uuid
from copy import copy
from typing import Any

from django import forms

from bapas_portal.core.errors import DomainError, Invalid
from bapas_portal.core.once import SentBefore

# Digits of the largest number a bigint column always holds.
LONGEST_NUMBER = 18


def put_errors(form: forms.BaseForm, error: DomainError) -> None:
    """Each message of an Invalid beside its field; whatever names no field of the form on top of it.

    A form that was sent before with other words gets a key of its own, so that sending it once more is a new entry.
    """
    fields = error.fields if isinstance(error, Invalid) else {}
    for name, message in fields.items():
        form.add_error(name if name in form.fields else None, str(message))
    if not fields:
        form.add_error(None, str(error.message))
    if isinstance(error, SentBefore) and "form_key" in form.fields:
        put_again(form, form_key=str(uuid.uuid4()))


def put_again(form: forms.BaseForm, **values: str) -> None:
    """Change hidden values of a bound form; all else stays as it was typed, each choice of several too."""
    data: Any = copy(form.data)
    for name, value in values.items():
        data[name] = value
    form.data = data


def row_number(text: str) -> int | None:
    """A row's number as typed, None for anything else ("²" is a digit to Python, and no number)."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None
