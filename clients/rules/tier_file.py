"""A tier rule as one JSON file: read with its faults and their places, and written."""

from typing import Any

from clients.rules.instrument_file import read_json
from clients.rules.tier_parse import RuleError, parse

SCHEMA_KEY = "$schema"


def read_rule(data: bytes | str) -> tuple[dict[str, Any] | None, str]:
    """The definition in a file, or None with the first fault and its place. Never raises.

    A file that is read may still have faults of logic (`check_rule`); it is a draft then, and cannot be published.
    """
    found, faults = read_json(data)
    if faults:
        return None, faults[0]
    try:
        parse(found)
    except RuleError as error:
        return None, str(error)
    return {key: value for key, value in found.items() if key != SCHEMA_KEY}, ""
