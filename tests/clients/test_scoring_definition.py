"""A definition that does not hold together is found out before it is published."""

from copy import deepcopy

import pytest

from clients.instruments import shipped
from clients.rules.conditions import Facts, parse_condition
from clients.rules.instrument import DefinitionError, parse
from clients.rules.instrument_check import check_definition
from clients.rules.scoring import AnswerError, score


def _item(definition, code):
    return next(item for item in definition["items"] if item["code"] == code)


def _swap_key(d):
    _item(d, "A1")["options"][1]["score"] = 2


def _gap(d):
    d["total"]["bands"][1]["from"] = 8


def _overlap(d):
    d["total"]["bands"][0]["to"] = 7


def _band_too_short(d):
    d["total"]["bands"][-1]["to"] = 16


def _band_out_of_reach(d):
    d["total"]["bands"][-1] |= {"from": 18, "to": 19}


def _no_bands(d):
    d["total"]["bands"] = []


def _upside_down(d):
    d["total"]["bands"].reverse()


def _inverted(d):
    d["total"]["bands"][0] |= {"from": 6, "to": 0}


def _twice(d):
    d["items"].append(deepcopy(d["items"][0]))


def _no_items(d):
    d["items"] = []


def _same_scores(d):
    d["items"][0]["options"].append({"score": 3, "label": "Ya sekali"})


def _strange_part(d):
    _item(d, "B1")["part"] = "Z"


def _strange_group(d):
    _item(d, "B1")["group"] = "Z"


def _strange_factor(d):
    _item(d, "A1")["factors"] = ["F9"]


def _strange_alternative(d):
    _item(d, "A1")["alternative"] = "X"
    _item(d, "B1").update(kind="score", options=_item(d, "A1")["options"], alternative="X")


def _total_of_a_conditional_part(d):
    d["parts"][0]["due"] = {"fact": "sex", "is": "F"}


def _total_of_no_part(d):
    d["total"]["subtract"] = ["Z"]


def _strange_fact(d):
    d["parts"][2]["due"] = {"fact": "height", "is": "F"}


def _strange_value(d):
    d["parts"][2]["due"] = {"fact": "sex", "is": "P"}


def _strange_ticks(d):
    d["kriminogenik_due"] = {"ticks": ["Z"], "at_least": 1}


def _never(d):
    d["parts"][1]["due"] = {"fact": "total", "below": 0}


def _always(d):
    d["parts"][1]["due"] = {"fact": "total", "at_least": 0}


def _too_many_ticks(d):
    d["kriminogenik_due"] = {"ticks": ["B"], "at_least": 5}


FAULTS = [
    (_swap_key, "total: nilai tertinggi 16, tercetak 17"),
    (_gap, "RENDAH dan SEDANG berlubang atau bertumpuk"),
    (_overlap, "RENDAH dan SEDANG berlubang atau bertumpuk"),
    (_band_too_short, "tidak mencakup nilai 0 sampai 17"),
    (_band_out_of_reach, "SANGAT TINGGI tidak mungkin tercapai"),
    (_no_bands, "total: tabel kategori kosong"),
    (_upside_down, "urutan kategori"),
    (_inverted, "RENDAH terbalik"),
    (_twice, "butir A1: kode dipakai 2 kali"),
    (_no_items, "tidak memiliki butir"),
    (_same_scores, "A1: dua pilihan bernilai sama"),
    (_strange_part, "B1: bagian Z tidak ada"),
    (_strange_group, "B1: kelompok Z tidak ada"),
    (_strange_factor, "A1: faktor F9 tidak ada"),
    (_strange_alternative, "A1: butir pengganti"),
    (_total_of_a_conditional_part, "harus selalu diisi"),
    (_total_of_no_part, "total: bagian Z tidak ada"),
    (_strange_fact, "bagian C: syarat height tidak dikenal"),
    (_strange_value, "bagian C: syarat sex tidak dikenal"),
    (_strange_ticks, "kriminogenik: syarat centang"),
    (_never, "bagian B: syaratnya tidak mungkin terpenuhi"),
    (_always, "bagian B: syaratnya selalu terpenuhi"),
    (_too_many_ticks, "kriminogenik: syaratnya tidak mungkin terpenuhi"),
]


@pytest.mark.parametrize(("spoil", "message"), FAULTS, ids=lambda each: getattr(each, "__name__", ""))
def test_a_spoilt_definition_is_found_out(spoil, message):
    definition = shipped("RRI")
    spoil(definition)
    assert any(message in fault for fault in check_definition(definition))


@pytest.mark.parametrize("key", ["code", "version", "source", "total", "parts", "items", "context"])
def test_a_definition_without_a_part_of_it_is_refused(key):
    definition = shipped("RRI")
    del definition[key]
    with pytest.raises(DefinitionError, match=key):
        parse(definition)
    assert check_definition(definition)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("items", [{"code": "A1"}]),
        ("items", 3),
        ("parts", [None]),
        ("kriminogenik_due", {"fact": "total", "above": 3}),
        ("kriminogenik_due", "always"),
        ("total", {"label": "x", "add": ["A"], "printed_maximum": "17", "bands": []}),
    ],
)
def test_a_definition_of_the_wrong_shape_is_refused(key, value):
    assert len(check_definition(shipped("RRI") | {key: value})) == 1


def test_a_scored_item_needs_options_and_a_tick_has_none():
    definition = shipped("RRI")
    _item(definition, "A1").pop("options")
    assert "A1" in check_definition(definition)[0]


@pytest.mark.parametrize(
    ("raw", "low", "high", "holds"),
    [
        ({"all": []}, 0, 9, True),
        ({"any": []}, 0, 9, False),
        ({"fact": "total", "at_least": 7}, 0, 6, False),
        ({"fact": "total", "at_least": 7}, 6, 7, None),
        ({"fact": "total", "at_least": 7}, 7, 9, True),
        ({"fact": "total", "below": 7}, 0, 6, True),
        ({"fact": "total", "below": 7}, 6, 7, None),
        ({"fact": "total", "below": 7}, 7, 9, False),
        ({"fact": "sex", "is": "F"}, 0, 0, True),
        ({"fact": "sex", "is": "M"}, 0, 0, False),
        ({"fact": "drug_offence", "is": True}, 0, 0, None),
        ({"ticks": ["B", "C"], "at_least": 2}, 0, 0, True),
        ({"ticks": ["C"], "at_least": 2}, 0, 0, False),
        ({"any": [{"fact": "drug_offence", "is": True}, {"all": []}]}, 0, 0, True),
        ({"all": [{"fact": "drug_offence", "is": True}, {"any": []}]}, 0, 0, False),
        ({"all": [{"fact": "drug_offence", "is": True}, {"all": []}]}, 0, 0, None),
    ],
)
def test_a_condition_is_true_false_or_still_open(raw, low, high, holds):
    facts = Facts(low, high, {"sex": "F"}, {"B": 1, "C": 1})
    assert parse_condition(raw).holds(facts) is holds


def test_an_unchecked_table_with_a_gap_refuses_the_score_instead_of_guessing():
    definition = shipped("KRIM")
    definition["total"]["bands"] = definition["total"]["bands"][1:]
    instrument = parse(definition)
    with pytest.raises(AnswerError, match="total"):
        score(instrument, {slot.code: 0 for slot in instrument.slots})
