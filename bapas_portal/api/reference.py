"""The OpenAPI document as plain values for the page at /api/docs/."""

import json
import re
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise

from bapas_portal.accounts.roles import PERMISSIONS

CHOICE = re.compile(r"^\* `([^`]*)` - (.*)$", re.MULTILINE)
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Field:
    """One row of a table: depth 1 and more are fields inside the field above."""

    name: str
    kind: str
    text: str
    choices: tuple[tuple[str, str], ...] = ()
    is_required: bool = False
    depth: int = 0
    place: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Operation:
    anchor: str
    method: str
    path: str
    summary: str
    permission: str | Promise
    parameters: tuple[Field, ...]
    request: tuple[Field, ...]
    response: tuple[Field, ...]
    is_list: bool
    answers: tuple[Answer, ...]
    curl: str

    @property
    def success(self) -> str:
        """ "200" or "201"."""
        return self.answers[0].code


@dataclass(frozen=True, slots=True)
class Group:
    anchor: str
    name: str
    operations: tuple[Operation, ...]


def reference(document: dict[str, Any], base: str) -> list[Group]:
    """Operations grouped by tag, in the document's order. `base`: scheme and host, for the examples."""
    groups: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                made = _operation(document, base, path, method, methods[method])
                groups.setdefault(methods[method]["tags"][0], []).append(made)
    return [Group(f"bagian-{number}", name, tuple(found)) for number, (name, found) in enumerate(groups.items(), 1)]


def _operation(document: dict[str, Any], base: str, path: str, method: str, said: dict[str, Any]) -> Operation:
    success = next(code for code in said["responses"] if code.startswith("2"))
    response = _schema_of(said["responses"][success])
    rows, is_list = _unpaged(document, response)
    body = _schema_of(said.get("requestBody", {}))
    sample = _example_of(said.get("requestBody", {})) or _sample(document, body)
    return Operation(
        anchor=said["operationId"],
        method=method.upper(),
        path=path,
        summary=said.get("summary", ""),
        permission=PERMISSIONS.get(said.get("x-permission", ""), ""),
        parameters=tuple(_parameter(document, parameter) for parameter in said.get("parameters", [])),
        request=tuple(_fields(document, body)),
        response=tuple(replace(field, is_required=False) for field in _fields(document, rows)),
        is_list=is_list,
        answers=tuple(Answer(code, answer["description"]) for code, answer in sorted(said["responses"].items())),
        curl=_curl(base, path, method, sample),
    )


def _schema_of(holder: dict[str, Any]) -> dict[str, Any]:
    return holder.get("content", {}).get("application/json", {}).get("schema", {})


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The schema behind a reference, also where a null or an extra word stands beside it."""
    for choice in (schema, *schema.get("allOf", []), *schema.get("oneOf", [])):
        if "$ref" in choice:
            name = choice["$ref"].rpartition("/")[2]
            return document["components"]["schemas"][name]
    return schema


def _unpaged(document: dict[str, Any], schema: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """The rows of a paged answer, and whether it is one."""
    page = _resolved(document, schema)
    results = page.get("properties", {}).get("results")
    return (results["items"], True) if results else (schema, False)


def _parameter(document: dict[str, Any], said: dict[str, Any]) -> Field:
    text, choices = _words(said.get("description", ""))
    return Field(
        name=said["name"],
        kind=_kind(document, said["schema"]),
        text=text,
        choices=choices,
        is_required=said.get("required", False),
        place=said["in"],
    )


def _fields(document: dict[str, Any], schema: dict[str, Any], depth: int = 0) -> list[Field]:
    whole = _resolved(document, schema)
    required = set(whole.get("required", []))
    found = []
    for name, said in whole.get("properties", {}).items():
        text, choices = _words(said.get("description", "") or _choice_list(document, said))
        found.append(Field(name, _kind(document, said), text, choices, name in required, depth))
        found += _fields(document, said.get("items", said), depth + 1)
    return found


def _words(description: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The text, and the (value, label) pairs that drf-spectacular writes below it as a list."""
    choices = tuple((value, label) for value, label in CHOICE.findall(description) if value)
    return CHOICE.sub("", description).strip(), choices


def _choice_list(document: dict[str, Any], said: dict[str, Any]) -> str:
    """The list of values that stands with a choice's own schema."""
    whole = _resolved(document, said.get("items", said))
    return str(whole.get("description", "")) if "enum" in whole else ""


def _kind(document: dict[str, Any], schema: dict[str, Any]) -> str:
    """ "integer", "date | null", "[object]"; nothing for a choice, whose values stand beside it."""
    said = _resolved(document, schema)
    kinds = said.get("type", "")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    kind = next((kind for kind in kinds if kind != "null"), "")
    if "enum" in said:
        return ""
    if kind == "array":
        return f"[{_kind(document, said.get('items', {}))}]"
    kind = said.get("format") or kind
    is_nullable = "null" in kinds or any(choice.get("type") == "null" for choice in schema.get("oneOf", []))
    return f"{kind} | null" if is_nullable else kind


def _example_of(holder: dict[str, Any]) -> Any:
    """The value of the first written example, None where there is none."""
    examples = holder.get("content", {}).get("application/json", {}).get("examples", {})
    return next((example["value"] for example in examples.values()), None)


def _curl(base: str, path: str, method: str, sample: Any) -> str:
    """A call to copy: the token stands in the variable TOKEN, never in the text."""
    lines = [f"curl -s {base}{path.replace('{id}', '1').replace('{code}', 'F4-01')}"]
    lines.append('-H "Authorization: Bearer $TOKEN"')
    if method != "get":
        lines += [
            f"-X {method.upper()}",
            '-H "Content-Type: application/json"',
            f"-d '{json.dumps(sample, ensure_ascii=False, indent=2)}'",
        ]
    return " \\\n  ".join(lines)


def _sample(document: dict[str, Any], schema: dict[str, Any]) -> Any:
    """A body with the required fields, in the right shapes."""
    said = _resolved(document, schema)
    if "enum" in said:
        return said["enum"][0]
    kind = said.get("type", "object")
    if kind == "object":
        required = set(said.get("required", []))
        return {name: _sample(document, part) for name, part in said.get("properties", {}).items() if name in required}
    plain = {"integer": 1, "boolean": True, "array": [], "string": "…"}
    dated = {"date": "2026-11-02", "date-time": "2026-11-02T08:00:00+07:00"}
    return dated.get(said.get("format", ""), plain.get(kind, "…") if isinstance(kind, str) else None)
