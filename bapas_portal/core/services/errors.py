"""The one error of this package: its text is meant to be read by the person at the keyboard."""


class StartError(Exception):
    """The services cannot be started or kept up; str() says what is wrong and what to do."""
