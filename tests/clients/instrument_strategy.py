"""Small instruments drawn at random, valid by construction, and what is true of them by brute force.

Nothing here asks the portal's own check or scoring: all complete answers are enumerated, sums are plain sums.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any

from hypothesis import strategies as st

Definition = dict[str, Any]
Sum = tuple[dict[str, int], int, dict[str, int]]
CATEGORIES = ("LOW", "MEDIUM", "HIGH", "VERY_HIGH")
SEXES = ("F", "M")
texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)


@st.composite
def instruments(draw: st.DrawFn) -> Definition:
    """One or two summed parts (the second may be taken off), a branch of boxes, up to two factors, bands everywhere."""
    is_taken_off = draw(st.booleans())
    parts = [_part("A", draw(texts)), _part("P", draw(texts))][: draw(st.integers(1, 2))]
    factors = ["F1", "F2"][: draw(st.integers(0, 2))]
    items = [
        _item(draw, f"{part['code']}{number}", part["code"], draw(st.sets(st.sampled_from(factors))) if factors else ())
        for part in parts
        for number in range(1, draw(st.integers(1, 3)) + 1)
    ]
    subtracted = ["P"] if is_taken_off and len(parts) == 2 else []
    definition = {
        **{"code": "UJI", "version": draw(texts), "title": draw(texts), "short_title": draw(texts)},
        **{"subject": draw(st.sampled_from(["adult", "child"])), "confidential": True, "flags": []},
        "source": {"decree": draw(st.none() | texts), "status": "secondary", "text": draw(texts)},
        "context": {"sex": list(SEXES)},
        "parts": parts,
        "items": items,
        "kriminogenik_due": None,
        "total": {"label": draw(texts), "add": [part["code"] for part in parts if part["code"] not in subtracted]},
    }
    definition["total"]["subtract"] = subtracted
    totals = {total for _answers, total, _factors in all_sums(definition)}
    definition["total"] |= _printed(draw, totals)
    # A factor that no item counts in would be one fault more.
    used = [code for code in factors if any(code in item.get("factors", ()) for item in items)]
    definition["factors"] = [
        {"code": code, "label": draw(texts), **_printed(draw, {sums[code] for _a, _t, sums in all_sums(definition)})}
        for code in used
    ]
    _add_branch(draw, definition, totals)
    return definition


def _part(code: str, label: str) -> Definition:
    return {"code": code, "label": label, "due": {"all": []}}


def _item(draw: st.DrawFn, code: str, part: str, factors: Any) -> Definition:
    scores = draw(st.lists(st.integers(0, 5), min_size=2, max_size=3, unique=True))
    item: Definition = {"code": code, "part": part, "kind": "score", "label": draw(texts), "short_label": draw(texts)}
    item |= {"source": "uji", "options": [{"score": score, "label": draw(texts)} for score in scores]}
    return item | {"factors": sorted(factors)} if factors else item


def _printed(draw: st.DrawFn, reachable: set[int]) -> Definition:
    """The printed maximum, and one to four bands that each begin at a score that can be had."""
    scores = sorted(reachable)
    count = draw(st.integers(1, min(4, len(scores))))
    starts = sorted({scores[0], *draw(st.permutations(scores[1:]))[: count - 1]})
    ends = [start - 1 for start in starts[1:]] + [scores[-1]]
    bands = [
        {"category": category, "label": category.title(), "from": low, "to": high}
        for category, low, high in zip(CATEGORIES, starts, ends, strict=False)
    ]
    return {"printed_maximum": scores[-1], "bands": bands}


def _add_branch(draw: st.DrawFn, definition: Definition, totals: set[int]) -> None:
    """A part of one box, due by a condition that can hold and can fail; no part where the total is always the same."""
    kind = draw(st.sampled_from(["total", "sex", "both"]))
    thresholds = sorted(totals)[1:]
    leaves: list[Definition] = []
    if kind != "sex" and thresholds:
        leaves.append({"fact": "total", "at_least": draw(st.sampled_from(thresholds))})
    if kind != "total" or not thresholds:
        leaves.append({"fact": "sex", "is": draw(st.sampled_from(SEXES))})
    definition["parts"].append({"code": "B", "label": "Kotak", "due": {draw(st.sampled_from(["all", "any"])): leaves}})
    box = {"code": "B1", "part": "B", "kind": "tick", "label": "Kotak", "short_label": "Kotak", "source": "uji"}
    definition["items"].append(box)


def all_sums(definition: Definition) -> Iterator[Sum]:
    """Every complete set of answers with its total and the sums of its factors."""
    asked = [item for item in definition["items"] if item["kind"] == "score"]
    taken_off = definition["total"]["subtract"]
    for chosen in product(*([option["score"] for option in item["options"]] for item in asked)):
        total, factors = 0, {"F1": 0, "F2": 0}
        for item, score in zip(asked, chosen, strict=True):
            total += -score if item["part"] in taken_off else score
            for code in item.get("factors", ()):
                factors[code] += score
        yield dict(zip((item["code"] for item in asked), chosen, strict=True)), total, factors


def holds(condition: Definition, total: int, sex: str) -> bool:
    """A condition read plainly; the shapes that `instruments` draws and the mutations make."""
    if "all" in condition or "any" in condition:
        (word, members), *_none = condition.items()
        return (all if word == "all" else any)(holds(each, total, sex) for each in members)
    if condition["fact"] == "sex":
        return bool(condition["is"] == sex)
    return total >= condition["at_least"] if "at_least" in condition else total < condition["below"]
