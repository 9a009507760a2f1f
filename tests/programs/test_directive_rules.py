"""Directives over plain values: text, differences, waiting, targets and their shares, files by their bytes."""

from datetime import date
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image

from bapas_portal.core.kept_file import MAX_BYTES, BadFile, kept_file
from programs.rules import targets as rules
from programs.rules.directive import blocks, percent, version_changes, version_content, waiting
from tests.factories.programs import jpeg


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("satu", [("p", ("satu",))]),
        ("satu\ndua\n\ntiga", [("p", ("satu", "dua")), ("p", ("tiga",))]),
        ("- a\n- b\nlalu", [("ul", ("a", "b")), ("p", ("lalu",))]),
        ("1. a\n2. b", [("ol", ("a", "b"))]),
        ("2026. bukan daftar", [("p", ("2026. bukan daftar",))]),
        ("²) bukan", [("p", ("²) bukan",))]),
    ],
)
def test_plain_text_in_blocks(text, found):
    assert [(block.kind, block.lines) for block in blocks(text)] == found


@given(text=some.text(max_size=200))
def test_no_word_is_lost_in_blocks(text):
    signs = "".join(text.split())
    shown = "".join("".join(line.split()) for block in blocks(text) for line in block.lines)
    assert len(shown) <= len(signs)
    if "- " not in text and "* " not in text and "• " not in text and ". " not in text:
        assert shown == signs


def content(**changes):
    values = {"number": "1", "kind": "TARGET", "version": 1, "title": "Judul", "body": "Isi lama"}
    values |= {"terms": [], "applies_from": "2026-01-01", "due_on": "", "files": [], "targets": []}
    return version_content(**values | changes)


def test_the_words_that_differ_part_by_part():
    changes = version_changes(content(), content(body="Isi baru", due_on="2026-02-01", targets=["dua"]))
    assert [change.part for change in changes] == ["body", "due_on", "targets"]
    assert [(piece.mark, piece.text) for piece in changes[0].pieces] == [
        ("same", "Isi"),
        ("removed", "lama"),
        ("added", "baru"),
    ]
    assert version_changes(content(), content()) == []


@pytest.mark.parametrize(
    ("due_on", "today", "days_open", "is_overdue", "over"),
    [
        (None, date(2026, 3, 11), 10, False, 0),
        (date(2026, 3, 11), date(2026, 3, 11), 10, False, 0),
        (date(2026, 3, 11), date(2026, 3, 12), 11, True, 1),
        (None, date(2026, 2, 1), 0, False, 0),
    ],
)
def test_how_long_an_office_is_waited_for(due_on, today, days_open, is_overdue, over):
    found = waiting(published_on=date(2026, 3, 1), due_on=due_on, today=today)
    assert (found.days_open, found.is_overdue, found.days_over) == (days_open, is_overdue, over)


@pytest.mark.parametrize(("part", "whole", "found"), [(0, 3, 0), (2, 3, 66), (3, 3, 100), (126, 127, 99), (0, 0, 100)])
def test_a_hundred_percent_means_all(part, whole, found):
    assert percent(part, whole) == found


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        ("BULAN", date(2026, 8, 1), date(2026, 8, 31)),
        ("TRIWULAN", date(2026, 7, 1), date(2026, 9, 30)),
        ("SEMESTER", date(2026, 7, 1), date(2026, 12, 31)),
        ("TAHUN", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_the_period_that_holds_a_day(kind, first, last):
    assert rules.period_of(kind, date(2026, 8, 15)) == (first, last)


def test_the_periods_between_two_days_newest_first():
    found = rules.periods_between("TRIWULAN", date(2025, 11, 20), date(2026, 5, 2))
    assert found == [date(2026, 4, 1), date(2026, 1, 1), date(2025, 10, 1)]


@pytest.mark.parametrize(("amount", "clients", "found"), [(3, 100, 3), (3, 101, 4), (3, 0, 0), (1, 1, 1), (50, 7, 4)])
def test_per_hundred_clients_rounded_up(amount, clients, found):
    assert rules.per_hundred(amount, clients) == found


@given(total=some.integers(0, 5000), clients=some.dictionaries(some.integers(1, 99), some.integers(0, 900), min_size=1))
def test_a_split_sum_is_whole_and_fair(total, clients):
    everyone = sum(clients.values())
    if not everyone:
        with pytest.raises(ValueError, match="nobody"):
            rules.split(total, clients)
        return
    shares = rules.split(total, clients)
    assert sum(shares.values()) == total
    assert all(abs(shares[office] - total * count / everyone) < 1 for office, count in clients.items())


def test_shares_by_each_rule():
    clients = {1: 150, 2: 50}
    take = {"clients": clients, "listed": []}
    assert rules.shares(rule="SAMA", amount=2, **take) == {1: rules.Share(2, None), 2: rules.Share(2, None)}
    assert rules.shares(rule="PER_100", amount=3, **take) == {1: rules.Share(5, 150), 2: rules.Share(2, 50)}
    assert rules.shares(rule="BAGI", amount=10, **take) == {1: rules.Share(8, 150), 2: rules.Share(2, 50)}
    listed = [{"office": 2, "value": 7}]
    assert rules.shares(rule="DAFTAR", amount=None, clients=clients, listed=listed) == {2: rules.Share(7, None)}


def test_a_pasted_list_line_by_line():
    found = rules.read_list('kode;nilai\n3301; 12\n\n"Bapas Kelas I, Semarang",5\n3302\n3303\t²\n3304;1000001\n')
    assert [(row.line, row.office, row.value, row.fault) for row in found] == [
        (2, "3301", 12, ""),
        (4, "Bapas Kelas I, Semarang", 5, ""),
        (5, "3302", 0, "form"),
        (6, "3303", 0, "number"),
        (7, "3304", 0, "number"),
    ]


@given(text=some.text(max_size=120))
def test_any_text_is_read_as_a_list(text):
    assert all(0 <= row.value <= rules.MOST for row in rules.read_list(text))


@pytest.mark.parametrize(("value", "target", "found"), [(1, 3, 33), (4, 2, 200), (0, 0, 100)])
def test_percent_of_a_target(value, target, found):
    assert rules.reached(value, target) == found


def test_a_file_is_what_its_bytes_are():
    assert kept_file(b"%PDF-1.7 isi", "..\\Surat edaran.exe").name == "Surat edaran.pdf"
    kept = kept_file(jpeg(size=(40, 30), with_gps=True), "folder/foto\x07.png")
    assert (kept.name, kept.content_type) == ("foto.jpg", "image/jpeg")
    assert not Image.open(BytesIO(kept.data)).getexif()
    assert kept_file(b"%PDF-", "").name == "berkas.pdf"


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (b"%PDF-" + b"x" * MAX_BYTES, "size"), (b"MZ\x90", "format"), (b"<svg/>", "format")],
)
def test_no_other_file_is_kept(data, reason):
    with pytest.raises(BadFile) as refused:
        kept_file(data, "x.pdf")
    assert refused.value.reason == reason
