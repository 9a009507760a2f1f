"""The command by which a ministry checks the keys: one line in, one line out, no database."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from clients.management.commands.score_instrument import LONGEST_LINE, answer_line
from tests.clients.instruments import ANAK, KRIM, RRI, highest, lowest

ROOT = Path(__file__).resolve().parents[2]
WOMAN = {"sex": "F", "drug_offence": False}


def request(instrument, answers, context=None):
    return {"instrument": instrument.code, "context": context or WOMAN, "answers": answers}


def run(*lines):
    """Run the command over these lines (bytes, text or JSON values)."""
    raw = [each if isinstance(each, bytes) else _text(each).encode() for each in lines]
    out = io.StringIO()
    call_command("score_instrument", jsonl=True, stdin=io.BytesIO(b"\n".join(raw)), stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def _text(line):
    return line if isinstance(line, str) else json.dumps(line)


def test_one_result_a_line_with_exactly_these_keys():
    rri, krim, anak = run(
        request(RRI, lowest(RRI) | {"C1": True}), request(KRIM, highest(KRIM)), request(ANAK, lowest(ANAK))
    )
    assert rri == {
        "total": 0,
        "category": "LOW",
        "factors": {},
        "parts_due": ["A", "B", "C"],
        "kriminogenik_due": True,
    }
    assert (krim["total"], krim["category"], krim["parts_due"]) == (38, "VERY_HIGH", ["A", "B"])
    assert krim["factors"]["F2"] == {"score": 10, "category": "VERY_HIGH"}
    assert krim["kriminogenik_due"] is False
    assert (anak["total"], anak["category"]) == (5, "LOW")
    assert anak["factors"]["A"] == {"score": 5, "category": None}


def test_context_may_be_absent_where_no_branch_needs_it():
    assert run({"instrument": "KRIM", "answers": lowest(KRIM)})[0]["total"] == 0


def _with(**changes):
    return request(RRI, lowest(RRI)) | changes


BAD_LINES = [
    ("", "JSON"),
    ("{", "JSON"),
    (b"\xff\xfe\xfd", "JSON"),
    ("[" * 100_000, "JSON"),
    ('{"a": ' + "9" * 5_000 + "}", "JSON"),
    ("3", "objek"),
    ("null", "objek"),
    ("[]", "objek"),
    ('{"answers": {"A1": NaN}}', "NaN"),
    ('{"answers": {"A1": -Infinity}}', "-Infinity"),
    ('{"answers": {"A1": 0, "A1": 3}}', "A1"),
    ({}, "instrument"),
    (_with(instrument="LSI"), "instrument"),
    (_with(instrument=["RRI"]), "instrument"),
    (_with(answers=None), "answers"),
    (_with(answers=[1]), "answers"),
    (_with(context="F"), "context"),
    (_with(context={}), "sex"),
    (_with(context={"sex": "F"}), "drug_offence"),
    (_with(answers={}), "A1"),
    (_with(answers=lowest(RRI) | {"A5": 3}), "A5"),
    (_with(answers=lowest(RRI) | {"A2": True}), "A2"),
    (_with(answers=lowest(RRI) | {"A2": 10**40}), "A2"),
    (_with(answers=lowest(RRI) | {"E1": 0}), "E1"),
    (_with(answers=lowest(RRI) | {"D1": True}), "D1"),
    (_with(answers=lowest(RRI) | {"\ud800": True}), "\ud800"),
]


@pytest.mark.parametrize(("line", "named"), BAD_LINES, ids=range(len(BAD_LINES)))
def test_a_bad_line_gives_an_error_and_the_next_is_answered(line, named):
    bad, good = run(line, request(RRI, lowest(RRI)))
    assert list(bad) == ["error"]
    assert named in bad["error"]
    assert good["total"] == 0


def test_a_line_too_long_is_refused_and_the_next_is_answered():
    bad, good = run(b" " * (3 * LONGEST_LINE), request(RRI, lowest(RRI)))
    assert "panjang" in bad["error"]
    assert good["total"] == 0


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm():
    line = json.dumps(request(RRI, lowest(RRI))).encode()
    assert [each["total"] for each in run(b"\xef\xbb\xbf" + line + b"\r", line + b"\r")] == [0, 0]


def test_an_error_does_not_repeat_a_long_name():
    assert len(answer_line(json.dumps(_with(answers={"X" * 9_000: 1})).encode())["error"]) < 200


def test_the_form_of_the_lines_must_be_named():
    with pytest.raises(CommandError, match="--jsonl"):
        call_command("score_instrument")


def test_from_the_shell_it_needs_no_database_and_answers_at_once():
    environment = os.environ | {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none",
        "REDIS_URL": "redis://127.0.0.1:9/0",
    }
    with subprocess.Popen(  # fixed command line
        [sys.executable, str(ROOT / "manage.py"), "score_instrument", "--jsonl"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as command:
        command.stdin.write(b"oops\n")
        command.stdin.flush()
        assert "error" in json.loads(command.stdout.readline())
        command.stdin.write(json.dumps(request(KRIM, lowest(KRIM))).encode() + b"\n")
        command.stdin.flush()
        assert json.loads(command.stdout.readline())["category"] == "LOW"
        command.stdin.close()
        assert command.wait(timeout=20) == 0


def test_a_reader_that_leaves_early_is_no_error():
    line = json.dumps(request(RRI, lowest(RRI))) + "\n"
    with subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "score_instrument", "--jsonl"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as command:
        command.stdout.close()
        command.stdin.write(line.encode())
        command.stdin.close()
        assert command.wait(timeout=20) == 0
        assert command.stderr.read() == b""
