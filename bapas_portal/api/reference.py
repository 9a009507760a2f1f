"""The OpenAPI document as plain values for the page at /api/docs/."""

import json
from dataclasses import dataclass
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")
LONGEST_LIST = 8


@dataclass(frozen=True, slots=True)
class Field:
    """One row of a table: depth 1 and more are fields inside the field above."""

    name: str
    kind: str
    text: str
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
    permission: str
    parameters: tuple[Field, ...]
    request: tuple[Field, ...]
    response: tuple[Field, ...]
    is_list: bool
    answers: tuple[Answer, ...]
    curl: str


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
    return Operation(
        anchor=said["operationId"],
        method=method.upper(),
        path=path,
        summary=said.get("summary", ""),
        permission=said.get("x-permission", ""),
        parameters=tuple(_parameter(document, parameter) for parameter in said.get("parameters", [])),
        request=tuple(_fields(document, body)),
        response=tuple(_fields(document, rows)),
        is_list=is_list,
        answers=tuple(Answer(code, answer["description"]) for code, answer in sorted(said["responses"].items())),
        curl=_curl(document, base, path, method, body),
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
    return Field(
        name=said["name"],
        kind=_kind(document, said["schema"]),
        text=said.get("description", ""),
        is_required=said.get("required", False),
        place=said["in"],
    )


def _fields(document: dict[str, Any], schema: dict[str, Any], depth: int = 0) -> list[Field]:
    whole = _resolved(document, schema)
    required = set(whole.get("required", []))
    found = []
    for name, said in whole.get("properties", {}).items():
        text = said.get("description", "")
        found.append(Field(name, _kind(document, said), text, name in required, depth))
        found += _fields(document, said.get("items", said), depth + 1)
    return found


def _kind(document: dict[str, Any], schema: dict[str, Any]) -> str:
    """ "integer", "date or null", "list of object", or the values of a choice."""
    said = _resolved(document, schema)
    kinds = said.get("type", "")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    kind = next((kind for kind in kinds if kind != "null"), "")
    if "enum" in said:
        return _choice(said["enum"])
    if kind == "array":
        return f"[{_kind(document, said.get('items', {}))}]"
    kind = said.get("format") or kind
    is_nullable = "null" in kinds or any(choice.get("type") == "null" for choice in schema.get("oneOf", []))
    return f"{kind} | null" if is_nullable else kind


def _choice(values: list[Any]) -> str:
    shown = [str(value) for value in values if value not in ("", None)]
    return ", ".join(shown[:LONGEST_LIST]) + (", …" if len(shown) > LONGEST_LIST else "")


def _curl(document: dict[str, Any], base: str, path: str, method: str, body: dict[str, Any]) -> str:
    """A call to copy: the token stands in the variable TOKEN, never in the text."""
    lines = [f"curl -s {base}{path.replace('{id}', '1').replace('{code}', 'F4-01')}"]
    lines.append('-H "Authorization: Bearer $TOKEN"')
    if method != "get":
        lines += [
            f"-X {method.upper()}",
            '-H "Content-Type: application/json"',
            f"-d '{json.dumps(_sample(document, body), ensure_ascii=False)}'",
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
