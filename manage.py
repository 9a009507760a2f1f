#!/usr/bin/env python
"""Django's command line for the portal."""

import os
import sys

from django.core.management import execute_from_command_line

from bapas_portal.core.services.borrow import services_for_command


def main() -> None:
    """Run one command, with the embedded services when no server is named in the environment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bapas_portal.settings")
    with services_for_command(sys.argv):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
