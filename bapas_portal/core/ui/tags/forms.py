"""Tags of forms: fields, error summary, filter bar."""

from typing import Any

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django.forms import BaseForm, BoundField
from django.utils.safestring import SafeString

from bapas_portal.core.ui.tags.library import register


@register.simple_tag
def form_field(field: BoundField) -> SafeString:
    """One field through crispy's Bootstrap 5 pack: label, help, and the error beside it."""
    return as_crispy_field(field)


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """What is wrong, on top of the form, each line a link to its field."""
    found = [
        {"id": form[name].id_for_label, "label": form[name].label, "text": text}
        for name, texts in form.errors.items()
        if name in form.fields
        for text in texts
    ]
    return {"general": list(form.non_field_errors()), "found": found}


@register.inclusion_tag("components/filter_bar.html")
def filter_bar(form: BaseForm, target: str = "", reset_url: str = "?", label: str = "") -> dict[str, Any]:
    """A GET form; with ``target`` (an element id) HTMX swaps only that part."""
    return {
        "fields": form.visible_fields(),
        "hidden": form.hidden_fields(),
        "target": target,
        "reset_url": reset_url,
        "label": label,
    }
