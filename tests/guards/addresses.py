"""Every address of the portal, flat, with an example of each that can be opened."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

# A row that no test makes, whatever the kind of its key.
EXAMPLES = {
    "IntConverter": 987654321,
    "UUIDConverter": UUID(int=987654321),
    "SlugConverter": "tidak-ada",
    "StringConverter": "tidak-ada",
    "PathConverter": "tidak-ada",
}
API_PREFIX = "api/v1/"
# A test of every address takes minutes: it is as many tests as this, so that two workers end together.
PARTS = 6


@dataclass(frozen=True, slots=True)
class Address:
    """One address: its name ("clients:caseload"), its route, and its view."""

    name: str
    route: str
    view: Callable[..., Any]
    converters: dict[str, Any] = field(hash=False)

    @property
    def is_api(self) -> bool:
        return self.route.startswith(API_PREFIX)

    @property
    def example(self) -> str:
        """A path that leads to the view, for a row that does not exist."""
        path = self.route
        for name, converter in self.converters.items():
            kind = type(converter).__name__
            value = str(EXAMPLES.get(kind, "1"))
            for written in _spellings(name, kind):
                path = path.replace(written, value)
        return "/" + path

    @property
    def view_class(self) -> type | None:
        return getattr(self.view, "cls", None) or getattr(self.view, "view_class", None)

    @property
    def permission(self) -> str:
        return getattr(self.view, "required_permission", "")


def _spellings(name: str, kind: str) -> tuple[str, ...]:
    short = {"IntConverter": "int", "UUIDConverter": "uuid", "SlugConverter": "slug", "PathConverter": "path"}.get(kind)
    return (f"<{short}:{name}>",) if short else (f"<str:{name}>", f"<{name}>")


@cache
def addresses() -> tuple[Address, ...]:
    return tuple(_walk(get_resolver().url_patterns, "", ""))


def part_of_addresses(part: int) -> tuple[Address, ...]:
    """The addresses of one part, neighbours together (their pages show the same forms); 0 <= part < PARTS."""
    known = addresses()
    return known[len(known) * part // PARTS : len(known) * (part + 1) // PARTS]


def _walk(patterns: list[URLPattern | URLResolver], route: str, namespace: str) -> Iterator[Address]:
    for pattern in patterns:
        here = route + _text(pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, here, inner)
        else:
            yield Address(
                name=f"{namespace}{pattern.name or here}",
                route=here,
                view=pattern.callback,
                converters=dict(pattern.pattern.converters),
            )


def _text(pattern: URLPattern | URLResolver) -> str:
    """A route as text; DRF's router writes regular expressions, of which the plain form is enough here."""
    text = str(pattern.pattern)
    if not text.startswith("^") and "(?P" not in text:
        return text
    plain = text.removeprefix("^").removesuffix("$").removesuffix(r"\Z")
    while "(?P<" in plain:
        start = plain.index("(?P<")
        depth, end = 0, start
        for end in range(start, len(plain)):
            depth += {"(": 1, ")": -1}.get(plain[end], 0)
            if depth == 0:
                break
        value = "json" if plain[start:].startswith("(?P<format") else "987654321"
        plain = plain[:start] + value + plain[end + 1 :]
    return plain.replace("\\.", ".").replace("/?", "").replace("\\/", "/")
