"""The markup of an item is put together once for all clients: nothing a client's form holds may stay in it."""

import json
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils.translation import override

from clients.forms.sheet import Sheet, parts_of
from clients.rules.instrument import Instrument, parse
from clients.templatetags.questions import _kept

PAGE = Template("{% load questions %}{% question_block question block %}")


@pytest.fixture(scope="module")
def rri() -> Instrument:
    path = Path(__file__).parents[2] / "clients/instruments/rri_02_2021.json"
    return parse(json.loads(path.read_text(encoding="utf-8")))


def _first(rri: Instrument, sheet: Sheet, *, errors: dict[str, str] | None = None, has_sources: bool = True) -> str:
    question = parts_of(rri, sheet, errors or {})[0].sections[0].questions[0]
    return PAGE.render(Context({"question": question, "block": question.blocks[0], "has_sources": has_sources}))


def test_a_note_is_escaped_and_stays_with_its_client(rri):
    code = rri.slots[0].code
    first = _first(rri, Sheet(notes={code: "<b>Ani</b> & \0 'ibu'"}))
    second = _first(rri, Sheet(notes={code: "Budi"}))
    assert "&lt;b&gt;Ani&lt;/b&gt; &amp; \0 &#x27;ibu&#x27;</textarea>" in first
    assert ">Budi</textarea>" in second and "Ani" not in second
    assert "></textarea>" in _first(rri, Sheet())
    assert '<details class="evidence" open>' in second and '<details class="evidence">' in _first(rri, Sheet())


def test_each_choice_and_source_has_its_own_markup(rri):
    item = rri.slots[0].items[0]
    for option in item.options:
        shown = _first(rri, Sheet(answers={item.code: option.score}))
        assert shown.count(" checked") == 1
        assert f'value="{item.code}:{option.score}" checked' in shown
    assert " checked" not in _first(rri, Sheet())
    assert 'value="BERKAS" selected' in _first(rri, Sheet(sources={item.code: "BERKAS"}))
    assert "sumber-" not in _first(rri, Sheet(), has_sources=False)


def test_an_error_is_shown_and_not_kept(rri):
    code = rri.slots[0].code
    assert "Isi dulu &lt;ini&gt;" in _first(rri, Sheet(), errors={code: "Isi dulu <ini>"})
    assert "question-error" not in _first(rri, Sheet())


def test_one_markup_for_all_clients_and_one_for_each_language(rri):
    code = rri.slots[0].code
    _kept.cache_clear()
    for note in ("Ani", "Budi", "Cici"):
        _first(rri, Sheet(notes={code: note}))
    assert _kept.cache_info().currsize == 1
    with override("en"):
        _first(rri, Sheet(notes={code: "Ani"}))
    assert _kept.cache_info().currsize == 2
