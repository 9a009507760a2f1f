"""Migrations without Django's quadratic cost: a change to one model renders that model again, not its neighbours.

Django renders every neighbour of a changed model after each operation. Here nearly every table points at the user, so
nearly every table was rendered 737 times: 75 s for an empty database, of which the database itself took 4.

Sound because of what Django already promises: a state marked `is_delayed` is rendered afresh before RunPython and
before the signals after migrating, the two places where Python code walks relations. Where a change reaches other
models (a field altered that others refer to, removed or renamed), the whole state is rendered afresh too.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.migrations.state import ProjectState

_RELOAD = ProjectState.reload_model


@contextmanager
def light_reloads() -> Iterator[None]:
    """Within it, states render only what an operation changed. Not for threads that migrate side by side."""
    ProjectState.reload_model = _light  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.reload_model = _RELOAD  # type: ignore[method-assign]


def _light(self: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
    if "apps" not in self.__dict__:
        return
    if delay or _only_added(self, app_label, model_name):
        self.is_delayed = True
        self._reload({(app_label, model_name)})  # type: ignore[attr-defined]
    else:
        del self.__dict__["apps"]


def _only_added(state: ProjectState, app_label: str, model_name: str) -> bool:
    """The model or some of its fields are new, and none is gone: nobody else's columns change."""
    try:
        rendered = state.apps.get_model(app_label, model_name)
    except LookupError:
        return True
    before = {field.name for field in (*rendered._meta.local_fields, *rendered._meta.local_many_to_many)}
    return before < set(state.models[app_label, model_name].fields)
