"""One item of a form as markup: `{% question_block question block %}`.

A form has a hundred items and they differ from client to client in little more than what was chosen, so the markup
of an item is put together once a process for each choice. Notes are never kept here: they go in afterwards.
"""

from dataclasses import replace
from functools import lru_cache
from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from clients.forms.sheet import Block, Question

register = template.Library()
TEMPLATE = "clients/assessment_block.html"
# Stands where a note goes. PostgreSQL keeps no such character, so no definition holds one.
NOTE_HERE = "\0"
# Three instruments hold some 230 items; each is kept with the choices and sources that occur. About 3 kB a piece.
KEPT = 4096


@register.simple_tag(takes_context=True)
def question_block(context: Context, question: Question, block: Block) -> SafeString:
    """The item with its options, note and source; beside it its error, remarks and last answer, which are not kept."""
    frame = (question.name, question.is_ticks, question.is_alternative, bool(context.get("has_sources")))
    if block.error or block.meetings or block.marks or block.last:
        return _rendered(block, *frame, window=context.get("window") or "")
    plain = replace(block, note=NOTE_HERE if block.note else "", meetings=(), marks=())
    before, _mark, after = _kept(plain, *frame, get_language()).partition(NOTE_HERE)
    # Both halves come out of a template, which escapes.
    return mark_safe(before + conditional_escape(block.note) + after)


@lru_cache(maxsize=KEPT)
def _kept(block: Block, name: str, is_ticks: bool, is_alternative: bool, has_sources: bool, _language: str) -> str:
    return _rendered(block, name, is_ticks, is_alternative, has_sources)


def _rendered(
    block: Block, name: str, is_ticks: bool, is_alternative: bool, has_sources: bool, *, window: str = ""
) -> SafeString:
    context: dict[str, Any] = {
        "block": block,
        "name": name,
        "is_ticks": is_ticks,
        "is_alternative": is_alternative,
        "has_sources": has_sources,
        "window": window,
    }
    return render_to_string(TEMPLATE, context)
