"""A form sent twice (double click, back button, a slow line): saved once, and told so."""

from typing import Any, TypeVar

from django.contrib import messages
from django.db import models
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from bapas_portal.core.errors import WrongState

Row = TypeVar("Row", bound=models.Model)
MARK = "was_sent_before"


class SentBefore(WrongState):
    """This form was sent before, and says something else now; what stands is what it said first."""

    code = "sent_before"


class StaleEdit(WrongState):
    """Somebody saved the row after the form was opened; nothing was written over."""

    code = "stale_edit"


def again(row: Row, **sent: Any) -> Row:
    """`row`, which this very form made before, marked so that the page can say it.

    `sent` is what the form says now, by field of the row. Raises SentBefore when the row says otherwise: to go back
    and write something else on a form that was sent is a new entry, never a silent loss.
    """
    if any(getattr(row, name) != value for name, value in sent.items()):
        raise SentBefore(
            _(
                "Formulir ini sudah terkirim dan tersimpan dengan isi lain; yang tersimpan tidak berubah. "
                "Jika isian ini memang catatan baru, kirim sekali lagi."
            )
        )
    vars(row)[MARK] = True
    return row


def tell_saved(request: HttpRequest, row: object, said: str | Promise) -> None:
    """Say that it is saved, or that it already was."""
    if getattr(row, MARK, False):
        messages.info(request, _("Formulir ini sudah terkirim sebelumnya. Isinya tersimpan satu kali."))
    else:
        messages.success(request, str(said))
