"""`manage.py score_instrument --jsonl`: lets a ministry check the keys before go-live."""

import json
import os
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandParser

from clients.instruments import FILES, shipped
from clients.rules.instrument import Instrument, parse
from clients.rules.scoring import AnswerError, Result, score

LONGEST_LINE = 1_048_576  # bytes; a full set of answers takes under 2,000
LONGEST_NAME = 60  # characters of a stranger's name that an error repeats


class LineError(ValueError):
    """A line that is not a request; the message says what is wrong with it."""


class Command(BaseCommand):
    """Answers are read from standard input, results go to standard output; no database.

    One JSON object a line in, one out, in the same order, each written at once:
    {"instrument": "RRI"|"KRIM"|"ANAK", "context": {"sex": "F"|"M", "drug_offence": bool},
     "answers": {item: score of the chosen option, or true/false for ticks}}
    -> {"total", "category", "factors", "parts_due", "kriminogenik_due"} or {"error"}.
    """

    help = "Menghitung skor RRI, KRIM, dan ANAK dari baris JSON pada masukan baku."
    requires_system_checks = ()
    stealth_options = ("stdin",)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--jsonl",
            action="store_true",
            required=True,
            help="satu objek JSON tiap baris",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        stdin: BinaryIO = options.get("stdin") or sys.stdin.buffer
        try:
            for line in _lines(stdin):
                self.stdout.write(json.dumps(answer_line(line)))
                self.stdout.flush()
        except BrokenPipeError:
            # The reader has left: let the interpreter's last flush go nowhere, not complain.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines without their end, one too long cut short. A byte order mark is dropped."""
    first = True
    while line := stream.readline(LONGEST_LINE + 1):
        rest = line
        while not rest.endswith(b"\n") and (rest := stream.readline(LONGEST_LINE)):
            pass
        yield line.removeprefix(b"\xef\xbb\xbf") if first else line
        first = False


def answer_line(line: bytes) -> dict[str, Any]:
    """The answer to one line: the result as JSON values, or {"error": text}. Never raises."""
    try:
        request = _request(line)
        return _as_json(score(_instrument(request), _answers(request), _context(request)))
    except AnswerError as error:
        return {"error": f"{error.item[:LONGEST_NAME]}: {error.message}"}
    except LineError as error:
        return {"error": str(error)}


def _request(line: bytes) -> dict[str, Any]:
    if len(line) > LONGEST_LINE:
        raise LineError("baris terlalu panjang")
    try:
        request = json.loads(line, object_pairs_hook=_without_repeats, parse_constant=_refuse_constant)
    except LineError:
        raise
    except (ValueError, RecursionError) as error:
        raise LineError("baris bukan JSON yang sah") from error
    if not isinstance(request, dict):
        raise LineError("baris harus berisi satu objek JSON")
    return request


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise LineError(f"{twice[:LONGEST_NAME]}: diisi lebih dari sekali")
    return found


def _refuse_constant(name: str) -> None:
    raise LineError(f"{name} bukan nilai JSON yang sah")


def _instrument(request: dict[str, Any]) -> Instrument:
    code = request.get("instrument")
    if not isinstance(code, str) or code not in FILES:
        raise LineError(f"instrument: pilih salah satu dari {', '.join(FILES)}")
    return _parsed(code)


@cache
def _parsed(code: str) -> Instrument:
    return parse(shipped(code))


def _answers(request: dict[str, Any]) -> dict[str, Any]:
    answers = request.get("answers")
    if not isinstance(answers, dict):
        raise LineError("answers: harus berupa objek JSON")
    return answers


def _context(request: dict[str, Any]) -> dict[str, Any]:
    context = request.get("context")
    if context is not None and not isinstance(context, dict):
        raise LineError("context: harus berupa objek JSON")
    return context or {}


def _as_json(result: Result) -> dict[str, Any]:
    return {
        "total": result.total,
        "category": result.category,
        "factors": {
            code: {"score": factor.score, "category": factor.category} for code, factor in result.factors.items()
        },
        "parts_due": list(result.parts_due),
        "kriminogenik_due": bool(result.kriminogenik_due),
    }
