"""What an action refused, put where the person typed it."""

from django import forms

from bapas_portal.core.errors import DomainError, Invalid


def put_errors(form: forms.BaseForm, error: DomainError) -> None:
    """Each message of an Invalid beside its field; whatever names no field of the form on top of it."""
    fields = error.fields if isinstance(error, Invalid) else {}
    for name, message in fields.items():
        form.add_error(name if name in form.fields else None, str(message))
    if not fields:
        form.add_error(None, str(error.message))
