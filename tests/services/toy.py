"""A supervisor with toy programs, run as a process of its own by test_supervisor.

`toy.py VAR calm` keeps a program that behaves.
`toy.py VAR stubborn` keeps a program that ignores every polite signal and is not tied to its parent.
`toy.py VAR dying` keeps one that ends at once, again and again.
"""

import signal
import sys
from pathlib import Path

from bapas_portal.core.services.child import Recipe
from bapas_portal.core.services.errors import StartError
from bapas_portal.core.services.places import Places
from bapas_portal.core.services.programs import Address
from bapas_portal.core.services.servers import Servers
from bapas_portal.core.services.up import StopRequested, Supervisor, say

DEAF = "import signal,time; [signal.signal(n, signal.SIG_IGN) for n in (2, 3, 15)]; time.sleep(600)"
PROGRAMS = {
    "calm": "import time; time.sleep(600)",
    "stubborn": DEAF,
    "dying": "print('out of luck'); raise SystemExit(3)",
}


def main(var: str, kind: str) -> int:
    places = Places(Path(var))
    supervisor = Supervisor(places, Address("127.0.0.1", 1))
    signal.signal(signal.SIGTERM, supervisor.on_signal)
    try:
        with Servers(places, is_throw_away=True) as servers:
            servers.start()
            servers.wait_ready()
            argv = [sys.executable, "-c", PROGRAMS[kind]]
            tie = None if kind == "stubborn" else signal.SIGTERM
            log = places.log / "toy.log"
            toy = Recipe("toy", argv, servers.environment({}), log, death_signal=tie, stop_seconds=0.3)
            supervisor.begin(toy)
            servers.note([*servers.children, *supervisor.programs])
            say("ready")
            try:
                supervisor.watch(servers)
            finally:
                supervisor.stop_programs()
    except StopRequested:
        say("stopped")
        return 0
    except StartError as error:
        say(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
