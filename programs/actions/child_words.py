"""Free text of an activity leaves the office (Kanwil, report, calendar): it names no child (UU 11/2012 art. 19)."""

from collections.abc import Iterator, Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from bapas_portal.core.errors import Invalid
from clients.models import Client
from programs.models import CareActivity
from programs.rules.child_words import tells_any

OWN = ("title", "place", "narrative", "beneficiary_words", "cost_source")
"""The activity's own texts, by the names of the form's fields."""


def check_no_child(activity: CareActivity, texts: Mapping[str, str]) -> None:
    """None of the texts (by field) names a child that is or was on the list. Raises Invalid with each fault."""
    names = _listed(activity)
    faults = {field: _said() for field, text in texts.items() if tells_any(text, names)}
    if faults:
        raise Invalid(_said(), faults)


def check_own_texts(activity: CareActivity) -> None:
    """The same, of what the activity says already. Raises Invalid, whose message says where the name stands."""
    names = _listed(activity)
    found = [label for label, text in _texts(activity) if names and tells_any(text, names)]
    if found:
        where = _("Periksa: %(where)s.") % {"where": ", ".join(dict.fromkeys(found))}
        raise Invalid(" ".join((_said(), where)))


def check_office_children(office: Office, texts: Mapping[str, str]) -> None:
    """None of the texts holds the whole name of a child of this Bapas. Raises Invalid with each fault.

    A Kanwil and Ditjenpas know no child's name, so their texts are held against none: an answer would tell one.
    """
    if office.kind not in (OfficeKind.BAPAS, OfficeKind.POS):
        return
    children = Client.objects.filter(guidances__office__path__startswith=office.path, guidances__is_child=True)
    names = _names(children.values_list("pk", flat=True))
    faults = {field: _said() for field, text in texts.items() if tells_any(text, names, whole=True)}
    if faults:
        raise Invalid(_said(), faults)


def _listed(activity: CareActivity) -> list[str]:
    """Names of the children who are or were on the list."""
    rows = Client.objects.filter(guidances__participations__activity=activity, guidances__is_child=True)
    return _names(rows.values_list("pk", flat=True))


def _names(client_ids: QuerySet[Client, int]) -> list[str]:
    rows = Client.objects.filter(pk__in=client_ids).values_list("name", "aliases")
    return [one for name, aliases in rows for one in (name, *aliases)]


def _texts(activity: CareActivity) -> Iterator[tuple[str, str]]:
    """Each text with the place where an officer finds it."""
    labels = (_("Nama kegiatan"), _("Tempat"), _("Uraian kegiatan"), _("Siapa penerimanya"), _("Sumber dana"))
    yield from ((label, getattr(activity, name)) for label, name in zip(labels, OWN, strict=True))
    for rows, field, label in (
        (activity.outputs, "note", _("Keterangan hasil")),
        (activity.links, "title", _("Judul berita")),
        (activity.photos, "caption", _("Keterangan foto")),
    ):
        yield from ((label, text) for text in rows.filter(removed_at=None).values_list(field, flat=True))


def _said() -> str:
    return _("Nama klien anak tidak boleh ditulis di sini. Tulis “seorang anak” saja.")
