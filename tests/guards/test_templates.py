"""No template without a user; nothing inline that the CSP refuses; every word for people is translated."""

import ast
import re
from pathlib import Path

import pytest

from tests.guards.source import ROOT, place, python_files, templates, tree

# Django looks these up by name.
FOUND_BY_DJANGO = {"500.html"}
# The gallery shows components to developers with sample text; 500.html is served when nothing else works.
NOT_TRANSLATED = {"templates/core/gallery.html", "templates/500.html"}
# Words that are the same in every language.
SAME_EVERYWHERE = {"NIK", "NIP", "PK", "RRI", "XLSX", "CSV", "PDF", "API", "Bearer", "Ctrl", "Enter"}
SAME_EVERYWHERE |= {"Bahasa", "Indonesia", "English", "ID", "EN"}

NAME = re.compile(r"""["']([\w\-/]+\.html)["']""")
WHOLE_NAME = re.compile(r"[\w\-/]+\.html")
COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?endcomment\s*%}|<!--.*?-->", re.S)
TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%}", re.S)
TAG = re.compile(r"{%(.*?)%}|{{.*?}}", re.S)
# A block that fills a class attribute.
CLASS_BLOCK = re.compile(r"{%\s*block \w+_class\s*%}.*?{%\s*endblock\b", re.S)
RAW = re.compile(r"<(script|style|code|kbd|pre)\b.*?</\1>", re.S | re.I)
MARKUP = re.compile(r"</?[a-zA-Z!][^>]*>", re.S)
SPOKEN = re.compile(
    r"""\b(title|aria-label|placeholder|alt|data-label|data-confirm|aria-description)=("[^"]*"|'[^']*')"""
)
WORD = re.compile(r"[^\W\d_]{2,}")
# Component tags whose quoted words are shown.
SHOWING = re.compile(
    r"^\s*(card|notice|empty_state|crumb|tab|tabs|stat_card|table|badge|definition|no_right|as_of|chart)\b"
)
QUOTED = re.compile(r"""(?<![\w(=])(?:(\w+)=)?(_\()?("[^"]*"|'[^']*')""")
UNSEEN_ARGUMENTS = {"icon_name", "icon", "tone", "state", "url", "size", "target"}
INLINE = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.S),
    "style element": re.compile(r"<style\b", re.I),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.S),
    "hx-on": re.compile(r"\shx-on[:-]"),
    "javascript address": re.compile(r"javascript:", re.I),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/json)", re.I),
    "address of another host": re.compile(r"""\b(?:src|href)=["'](?:https?:)?//""", re.I),
}


def _names_in(path: Path) -> set[str]:
    """Templates that a template or a Python file names (in its docstrings it only talks of them)."""
    if path.suffix == ".html":
        return set(NAME.findall(COMMENT.sub("", path.read_text())))
    words = (node.value for node in ast.walk(tree(path)) if isinstance(node, ast.Constant))
    return {word for word in words if isinstance(word, str) and WHOLE_NAME.fullmatch(word)}


def test_no_template_is_unused():
    """Used means: named in Python, or by a template that is used itself."""
    inside = {path.relative_to(ROOT / "templates").as_posix(): _names_in(path) for path in templates()}
    used = set(FOUND_BY_DJANGO)
    todo = {name for path in python_files() for name in _names_in(path)}
    while todo:
        name = todo.pop()
        if name not in used:
            used.add(name)
            todo |= inside.get(name, set())
    unused = sorted(inside.keys() - used)
    assert not unused


def test_each_template_named_exists():
    ours = {path.relative_to(ROOT / "templates").as_posix() for path in templates()}
    folders = {name.partition("/")[0] for name in ours if "/" in name}
    named = {(place(path), name) for path in [*python_files(), *templates()] for name in _names_in(path)}
    missing = sorted((where, name) for where, name in named if name.partition("/")[0] in folders and name not in ours)
    assert not missing


@pytest.mark.parametrize("path", templates(), ids=place)
def test_a_template_holds_nothing_the_csp_refuses(path):
    text = COMMENT.sub("", path.read_text())
    assert not [kind for kind, pattern in INLINE.items() if pattern.search(text)]


def _is_words(text: str) -> bool:
    return bool(set(WORD.findall(text)) - SAME_EVERYWHERE)


def untranslated(text: str) -> list[str]:
    """Words a reader would see that no translation tag holds: between the markup, in attributes, in components."""
    text = CLASS_BLOCK.sub("{% endblock", TRANSLATED.sub("", COMMENT.sub("", text)))
    found = [value for _, value in SPOKEN.findall(TAG.sub("", text)) if _is_words(value)]
    for tag in TAG.findall(text):
        if SHOWING.match(tag):
            for argument, marked, value in QUOTED.findall(tag):
                is_sentence = " " in value or value[1:2].isupper()
                if not marked and argument not in UNSEEN_ARGUMENTS and is_sentence and _is_words(value):
                    found.append(value)
    visible = MARKUP.sub("\n", RAW.sub("", TAG.sub("", text)))
    found += [line.strip() for line in visible.splitlines() if _is_words(line)]
    return found


@pytest.mark.parametrize("path", templates(), ids=place)
def test_words_for_people_are_translated(path):
    if place(path) not in NOT_TRANSLATED:
        assert not untranslated(path.read_text())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>Halo dunia</p>", ["Halo dunia"]),
        ('<p>{% translate "Halo" %}</p>', []),
        ("<p>{% blocktranslate trimmed %}Halo {{ name }}{% endblocktranslate %}</p>", []),
        ('<img alt="Foto kegiatan">', ['"Foto kegiatan"']),
        ("<td data-label=\"{% translate 'Umur' %}\">{{ age }}</td>", []),
        ('{% card "Data klien" "users" %}', ['"Data klien"']),
        ('{% card _("Data klien") "users" %}', []),
        ("{# Catatan #}<p>{{ client.name }}</p>", []),
    ],
)
def test_the_check_of_words_itself(text, found):
    assert untranslated(text) == found


SPEAKING_CALLS = {"NotAllowed", "WrongState", "Invalid", "DomainError", "ValidationError", "AuthenticationFailed"}
MESSAGE_CALLS = {"success", "error", "warning", "info"}
SPEAKING_KEYWORDS = {"label", "verbose_name", "verbose_name_plural", "empty_label"}
DEVELOPERS_PAGE = {"bapas_portal/core/views_gallery.py"}


def _literal(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        return True
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_words(node.value)


def _spoken(call: ast.Call) -> list[ast.expr]:
    """What a call says to people: a message, an error, the labels of a form field."""
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    speaker = getattr(getattr(function, "value", None), "id", "")
    if name in MESSAGE_CALLS and speaker == "messages":
        return call.args[1:2]
    if name in SPEAKING_CALLS:
        return call.args[:1]
    return [keyword.value for keyword in call.keywords if keyword.arg in SPEAKING_KEYWORDS and "Field" in name]


def spoken_literals(path: Path) -> list[str]:
    """Messages, errors, and labels in Python that are written without gettext."""
    calls = (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))
    return [place(path, call) for call in calls if any(_literal(words) for words in _spoken(call))]


def test_words_in_python_are_translated():
    ours = [path for path in python_files() if place(path) not in DEVELOPERS_PAGE]
    assert not [found for path in ours for found in spoken_literals(path)]


# Numbers people read get thousands marks ("1.050"); one that a program reads back must not.
ROW_NUMBER = re.compile(r"""(?:[?&][\w-]+=|value=["'])\{\{\s*[\w.]+\.(?:pk|\w+_id|seq)\s*\}\}""")
CODES_NOT_NUMBERS = {"templates/clients/_region_results.html"}


def test_a_rows_number_in_an_address_or_a_field_has_no_thousands_marks():
    found = [
        f"{place(path)}: {match}"
        for path in templates()
        if place(path) not in CODES_NOT_NUMBERS
        for match in ROW_NUMBER.findall(path.read_text())
    ]
    assert not found
    assert ROW_NUMBER.search('href="?layanan={{ row.pk }}"')
