"""`make run`: start everything, keep it up, stop it in order. The process that runs this is the supervisor."""

import http.client
import os
import signal
import sys
import time
from types import FrameType

from bapas_portal.core.services import static
from bapas_portal.core.services.checks import check_port_free, parse_port
from bapas_portal.core.services.child import Child, Recipe, last_lines
from bapas_portal.core.services.errors import StartError
from bapas_portal.core.services.keys import local_environment
from bapas_portal.core.services.places import ROOT, Places, default_places, write_private
from bapas_portal.core.services.programs import Address, program_recipes
from bapas_portal.core.services.servers import Servers

TICK_SECONDS = 0.2
STEP_SECONDS = 900.0
WEB_SECONDS = 60.0


class StopRequested(Exception):
    """Someone asked the supervisor to stop (Ctrl-C, SIGTERM, a closed terminal)."""


class Supervisor:
    """The children of one `make run`, and the wish to stop."""

    def __init__(self, places: Places, address: Address) -> None:
        self.places = places
        self.address = address
        self.programs: list[Child] = []
        self.stops_asked = 0
        self.accounts = places.run / "accounts.txt"

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        """First request: unwind and stop in order. A second one: no more waiting."""
        self.stops_asked += 1
        if self.stops_asked == 1:
            raise StopRequested

    def run(self) -> None:
        """Start, watch, stop. Returns after a request to stop; raises StartError when something cannot be kept up."""
        with Servers(self.places) as servers:
            check_port_free(self.address.host, self.address.port)
            try:
                self._start(servers)
                self.watch(servers)
            finally:
                self.stops_asked = max(self.stops_asked, 1)
                self.stop_programs()

    def _start(self, servers: Servers) -> None:
        began = time.monotonic()
        say("Starting the databases …")
        servers.start()
        env = servers.environment(local_environment(self.places))
        mark = static.fingerprint()
        steps = [] if static.is_collected(self.places, mark) else [static.collect_recipe(self.places, env)]
        started = [self.begin(recipe) for recipe in steps]
        servers.wait_ready()
        say("Bringing the database up to date …")
        prepare = [sys.executable, "-m", "bapas_portal.core.services.prepare", "--accounts", str(self.accounts)]
        started.append(self.begin(Recipe("prepare", prepare, env, self.places.log / "prepare.log", cwd=ROOT)))
        for child in started:
            self._finish(child)
        write_private(self.places.run / static.STAMP, mark)
        say("Starting web, worker and beat …")
        for recipe in program_recipes(self.places, env, self.address):
            self.begin(recipe)
        servers.note([*servers.children, *self.programs])
        self._wait_for_web()
        self._welcome(time.monotonic() - began)

    def begin(self, recipe: Recipe) -> Child:
        """Start a program and keep it among those to watch and to stop."""
        child = Child(recipe)
        self.programs.append(child)
        child.start()
        return child

    def _finish(self, child: Child) -> None:
        """Wait for a step; raises StartError with the end of its log when it failed."""
        process = child.process
        if process is not None and process.wait(timeout=STEP_SECONDS):
            log = child.recipe.log
            raise StartError(f"`{child.name}` failed. The end of {log}:\n{last_lines(log, count=25)}")
        self.programs.remove(child)

    def _wait_for_web(self) -> None:
        web = self.programs[-1]
        until = time.monotonic() + WEB_SECONDS
        while not answers(self.address):
            if time.monotonic() > until:
                log = web.recipe.log
                raise StartError(f"The web server does not answer. The end of {log}:\n{last_lines(log, count=25)}")
            if not web.is_alive():
                time.sleep(web.bury(now=time.monotonic()))
                web.start()
            time.sleep(0.1)

    def watch(self, servers: Servers) -> None:
        """Restart whatever ends by itself, a little later each time."""
        while True:
            time.sleep(TICK_SECONDS)
            everything = [*servers.children, *self.programs]
            for child in everything:
                if child.is_alive():
                    continue
                now = time.monotonic()
                if child.process is not None:
                    delay = child.bury(now=now)
                    say(f"`{child.name}` has ended by itself; starting it again in {delay:.2g} s.")
                elif now >= child.start_after:
                    child.start()
                    servers.note(everything)

    def stop_programs(self) -> None:
        """Stop web, then beat, then worker. The servers follow in Servers.__exit__."""
        if self.programs:
            say("Stopping …")
        for child in reversed(self.programs):
            child.stop(hurry=lambda: self.stops_asked > 1)

    def _welcome(self, seconds: float) -> None:
        accounts = self.accounts.read_text().rstrip().splitlines()
        lines = [f"Portal Bapas is running:  {self.address.url}", f"Started in {seconds:.1f} s. Stop with Ctrl-C."]
        lines += [f"Logs: {self.places.log}"]
        if accounts:
            lines += ["", "Demo accounts (synthetic people, demo mode only):", *accounts]
        width = max(len(line) for line in lines) + 2
        frame = "─" * width
        body = "\n".join(f"│ {line.ljust(width - 1)}│" for line in lines)
        print(f"┌{frame}┐\n{body}\n└{frame}┘", flush=True)


def say(text: str) -> None:
    print(text, flush=True)


def answers(address: Address) -> bool:
    """Return whether the web server gives a page (any status below 500)."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address.host, address.host)
    line = http.client.HTTPConnection(host, address.port, timeout=30)
    try:
        line.request("GET", "/", headers={"Host": "localhost"})
        return line.getresponse().status < 500
    except OSError:
        return False
    finally:
        line.close()


def main() -> int:
    """Run the supervisor; return the exit status."""
    try:
        address = Address(os.environ.get("HOST", "127.0.0.1"), parse_port(os.environ.get("PORT", "8000")))
        supervisor = Supervisor(default_places(), address)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, supervisor.on_signal)
        supervisor.run()
    except StopRequested:
        say("Stopped.")
        return 0
    except StartError as error:
        print(f"\n{error}", file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
