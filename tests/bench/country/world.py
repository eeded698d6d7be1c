"""The country standing: its server in a process of its own, its data folder, and nights that collect from it."""

import json
import multiprocessing
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from flows.manners import Limits
from flows.network import Network
from tests.bench.country import folder
from tests.bench.country.plan import CONTROL, Country, country

PATIENT = Limits(
    max_bytes=2_000_000, connect_seconds=15, read_seconds=15, total_seconds=30, tries=2, backoff_seconds=0.5, retry_after_seconds=2
)
"""For many hosts at once, and wherever nothing is sick: the machine itself may be slow."""
LIMITS = Limits(
    max_bytes=2_000_000, connect_seconds=2, read_seconds=1, total_seconds=2, tries=2, backoff_seconds=0.05, retry_after_seconds=2
)


@dataclass
class World:
    """The country, the port it is served on, and the folder that knows it."""

    country: Country
    port: int
    data: Path
    limits: Limits | None = None

    def ask(self, target: str) -> Any:
        """Ask the server's desk."""
        request = Request(f"http://127.0.0.1:{self.port}{target}", headers={"Host": CONTROL})
        with urlopen(request) as answer:  # noqa: S310 - loopback
            return json.load(answer)

    @property
    def network(self) -> Network:
        """How a night reaches the hosts."""
        return network(self.country, self.port, self.limits)


async def _resolve(host: str, port: int) -> Sequence[str]:
    return ["10.1.2.3"] if host.endswith(".example") else []


def network(made: Country, port: int, limits: Limits | None = None) -> Network:
    """Every host on loopback, but the one whose name leads to a private address. Only sick hosts need a limit that is soon reached."""
    limits = limits or (LIMITS if any(host.fault for host in made.hosts) else PATIENT)
    local = {host.name: ("127.0.0.1", port) for host in made.hosts if host.fault != "list_private_name"}
    return Network(limits, _resolve, local)


@contextmanager
def standing(data: Path, **arguments: Any) -> Iterator[World]:
    """The country of these arguments of ``plan.country``, served as long as the context lasts."""
    from tests.bench.country.server import main  # with all that documents are made with: a night needs none of it

    made = country(**arguments)
    folder.write(made, data)
    context = multiprocessing.get_context("spawn")
    receive, send = context.Pipe(duplex=False)
    process = context.Process(target=main, args=(send, arguments), daemon=True)
    process.start()
    try:
        # A server that draws what stands behind its pages takes its time; one that died says nothing more.
        send.close()
        if not receive.poll(900 if arguments.get("behind") else 60):
            raise TimeoutError("the country's server did not start")
        yield World(made, receive.recv(), data)
    finally:
        process.kill()
        process.join()
