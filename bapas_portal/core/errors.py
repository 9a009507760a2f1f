"""The few errors that actions raise; doors turn them into messages, pages or API answers."""

from collections.abc import Mapping

from django.utils.functional import Promise

Text = str | Promise


class DomainError(Exception):
    """Something the rules of the work forbid. `message` is for people; `code` for programs."""

    code = "domain_error"
    http_status = 400

    def __init__(self, message: Text, code: str | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        if code:
            self.code = code


class NotAllowed(DomainError):
    """The person may see the row but not do this to it."""

    code = "not_allowed"
    http_status = 403


class WrongState(DomainError):
    """The row has moved on: already decided, already closed, or not yet ready."""

    code = "wrong_state"
    http_status = 409


class Invalid(DomainError):
    """Input that has the right shape but breaks a rule; `fields` maps field name to message."""

    code = "invalid"
    http_status = 400

    def __init__(self, message: Text, fields: Mapping[str, Text] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})
