"""An instrument as one JSON file: read, checked against the schema, and written.

The schema (clients/instruments/instrument.schema.json) says the shape; `structure_faults` says whether its
codes fit together. Sums, bands and branches are asked only before publishing.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from clients.instruments import schema
from clients.rules.instrument_check import structure_faults

LONGEST_FILE = 1_000_000  # bytes; the longest shipped instrument takes 40,000
DEEPEST = 40  # levels of brackets; a shipped instrument has 6
MOST_FAULTS = 50


def read_file(data: bytes) -> tuple[dict[str, Any] | None, list[str]]:
    """The definition in a file, or None with every fault, each with its place. Never raises."""
    found, faults = read_json(data)
    faults = faults or file_faults(found)
    return (None, faults) if faults else (found, [])


def read_json(data: bytes | str) -> tuple[Any, list[str]]:
    """The values in a file, whatever their shape, or None with what keeps them from being read. Never raises."""
    if len(data) > LONGEST_FILE:
        return None, ["berkas terlalu besar: paling banyak 1 MB"]
    try:
        return json.loads(data, object_pairs_hook=_without_repeats, parse_constant=_refuse), []
    except (ValueError, RecursionError) as error:
        return None, [f"berkas bukan JSON yang sah: {error}"[:300]]


def file_faults(definition: Any) -> list[str]:
    """What keeps JSON values from being a draft, each with its place; empty when nothing does."""
    if _depth(definition) > DEEPEST:
        return [f"berkas bersusun lebih dari {DEEPEST} tingkat"]
    if not _is_storable(definition):
        return ["berkas memuat huruf yang tidak dapat disimpan"]
    wrong = sorted(_validator().iter_errors(definition), key=lambda error: [str(each) for each in error.absolute_path])
    if wrong:
        return [f"{_place(error, definition)}: {_words(error)}"[:300] for error in wrong[:MOST_FAULTS]]
    return [fault.text for fault in structure_faults(definition)[:MOST_FAULTS]]


def write_file(definition: Mapping[str, Any]) -> bytes:
    """The definition as a file that `read_file` reads back to the same values."""
    return (json.dumps(definition, ensure_ascii=False, indent=2) + "\n").encode()


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(schema())


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise ValueError(f"{twice[0][:60]} diisi lebih dari sekali")
    return dict(pairs)


def _refuse(name: str) -> None:
    raise ValueError(f"{name} bukan nilai JSON yang sah")


def _depth(value: Any) -> int:
    depth, level = 0, [value]
    while level and depth <= DEEPEST:
        depth += 1
        level = [inner for each in level for inner in _inside(each)]
    return depth


def _inside(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _is_storable(value: Any) -> bool:
    """PostgreSQL keeps neither NUL nor half of a surrogate pair; the six letters of an escape are plain text."""
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
    return all(_is_storable(inner) for inner in (*_inside(value), *(value if isinstance(value, dict) else ())))


def _place(error: ValidationError, definition: Any) -> str:
    """ "items 3 (A4), options 2": list places count from 1, entries with a code are named."""
    found: list[str] = []
    value = definition
    for step in error.absolute_path:
        value = value[step]
        if isinstance(step, int):
            code = value.get("code") if isinstance(value, dict) else None
            found[-1:] = [f"{found[-1] if found else ''} {step + 1}" + (f" ({code})" if isinstance(code, str) else "")]
        else:
            found.append(str(step)[:60])
    return ", ".join(found) or "berkas"


def _words(error: ValidationError) -> str:
    limit, value = error.validator_value, str(error.instance)[:60]
    match error.validator:
        case "required":
            missing = [name for name in limit if name not in error.instance]
            return f"{', '.join(missing)} tidak ada"
        case "additionalProperties":
            known = error.schema.get("properties", {})
            return f"isian tidak dikenal: {', '.join(sorted(set(error.instance) - set(known)))[:120]}"
        case "type":
            return f"jenis isian keliru, harus {limit if isinstance(limit, str) else ' atau '.join(limit)}"
        case "enum" | "const":
            return f"{value} tidak termasuk pilihan ({json.dumps(limit, ensure_ascii=False)})"
        case "pattern":
            return f"{value} tidak sesuai bentuk {limit}"
        case "minLength" | "maxLength" | "minItems" | "maxItems" | "minimum" | "maximum":
            bound = "paling sedikit" if error.validator.startswith("min") else "paling banyak"
            return f"{bound} {limit}"
        case "oneOf":
            return "syarat tidak dikenal"
        case "uniqueItems":
            return "isian berulang"
    return f"isian ini tidak pada tempatnya ({error.validator or 'terlarang'})"
