"""A page with one form that does one thing and goes back to where it came from."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from bapas_portal.core.access import PortalRequest
from bapas_portal.core.errors import DomainError, NotAllowed
from bapas_portal.core.forms import put_errors


def act_and_return(
    request: PortalRequest,
    form: Any,
    act: Callable[..., str | None],
    *,
    page: dict[str, Any],
    template: str = "programs/guiding_act.html",
) -> HttpResponse:
    """Show the form; when it is sent and fits, `act` does it and says so, and the reader goes to the address
    it returns, or to page["back_url"].

    A refusal keeps what was typed, each message at its field. page: title, subtitle, back_url, back_label and more.
    """
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                after = act(**(form.values() if hasattr(form, "values") else form.cleaned_data))
            except NotAllowed:
                raise
            except DomainError as error:
                put_errors(form, error)
                status = error.http_status
            else:
                return redirect(after or page["back_url"])
    return render(request, template, page | {"form": form, "cancel_url": page["back_url"]}, status=status)
