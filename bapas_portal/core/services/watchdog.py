"""The last resort when a supervisor is killed without a word: end what it had started.

Its standard input is a pipe that only the supervisor holds; the end of the pipe means that the
supervisor is gone. Needed where the kernel has no PR_SET_PDEATHSIG, and for a worker that hangs on its
lost broker. It ends only programs that were there at that moment, so a new start is left alone.
"""

import sys

from bapas_portal.core.services.leftovers import end_processes, find_leftovers, wait_for_end
from bapas_portal.core.services.places import default_places

GRACE_SECONDS = 2.0


def main() -> int:
    """Wait for the end of standard input, then for the programs to end by themselves, then end them."""
    places = default_places()
    sys.stdin.buffer.read()
    orphans = find_leftovers(places)
    end_processes(wait_for_end(orphans, seconds=GRACE_SECONDS), grace_seconds=GRACE_SECONDS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
