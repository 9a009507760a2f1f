"""The English catalogue: whole, compiled, and with the same placeholders as the Indonesian text."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.utils import translation

FOLDER = settings.BASE_DIR / "bapas_portal" / "locale" / "en" / "LC_MESSAGES"
ROOMS = ("bapas_portal", "clients", "partners", "programs", "reports")
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
IN_TEMPLATE = re.compile(r"""\{%\s*translate\s+(?:"([^"]*)"|'([^']*)')|_\((?:"([^"]*)"|'([^']*)')\)""")
CATALOGUE = polib.pofile(str(FOLDER / "django.po"))
KNOWN = {entry.msgid for entry in CATALOGUE}


def python_texts(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLS and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def template_texts(path: Path) -> Iterator[str]:
    """As Django looks them up: a percent sign in a template stands doubled in the catalogue."""
    for found in IN_TEMPLATE.finditer(path.read_text(encoding="utf-8")):
        yield next(text for text in found.groups() if text is not None).replace("%", "%%")


def untranslated() -> list[str]:
    code = [path for room in ROOMS for path in (settings.BASE_DIR / room).rglob("*.py")]
    pages = list((settings.BASE_DIR / "templates").rglob("*.html"))
    texts = [(path, text) for path in code for text in python_texts(path)]
    texts += [(path, text) for path in pages for text in template_texts(path)]
    return sorted({repr(f"{path.name}: {text}") for path, text in texts if text and text not in KNOWN})


def test_every_text_has_an_entry():
    assert untranslated() == []


def faults_of(entry: polib.POEntry) -> Iterator[str]:
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    wanted = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural))
    if not all(texts) or "fuzzy" in entry.flags:
        yield f"not translated: {entry.msgid}"
    elif set().union(*(PLACEHOLDER.findall(text) for text in texts)) != wanted:
        yield f"other placeholders: {entry.msgid}"


def test_every_entry_is_translated_with_its_placeholders():
    assert [fault for entry in CATALOGUE for fault in faults_of(entry)] == []


def test_the_compiled_catalogue_is_the_one_that_can_be_read():
    compiled = polib.mofile(str(FOLDER / "django.mo"))
    read = {(entry.msgctxt, entry.msgid): entry.msgstr for entry in CATALOGUE if not entry.msgid_plural}
    assert {(e.msgctxt, e.msgid): e.msgstr for e in compiled if not e.msgid_plural} == read


def test_a_page_speaks_english_when_asked():
    with translation.override("en"):
        assert translation.gettext("Rencana aksi") == "Action plan"
