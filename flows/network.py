"""How a run reaches hosts: the guarded transport, one asker for all portals, and visitors whose robots.txt are attempts too."""

import resource
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from flows.archive import GOT, load
from flows.asking import Asker
from flows.history import read_history
from flows.journal import Journal
from flows.judge import Judgement
from flows.manners import Failed, Limits
from flows.portals import Portal
from flows.robots import Robots
from flows.serving import serve
from flows.settings import Settings
from flows.transport import GuardedTransport, Resolver, exceptions_of, resolve_by_system
from flows.visit import Target, Visitor

_MANY_FILES = 16384


@dataclass(frozen=True, slots=True)
class Network:
    """How a run reaches hosts: limits, the resolver, and hosts that stand on loopback by explicit setting (the tests' own servers)."""

    limits: Limits = field(default_factory=Limits)
    resolve: Resolver = resolve_by_system
    local: Mapping[str, tuple[str, int]] = field(default_factory=dict)


@contextmanager
def asking(settings: Settings, portals: Sequence[Portal], network: Network) -> Iterator[Asker]:
    """What asks the portals, with those that the project serves itself standing on loopback as long as the context lasts."""
    with ExitStack() as stack:
        served = {portal.host: stack.enter_context(serve(portal.site)) for portal in portals if portal.site is not None}
        transport = GuardedTransport({**served, **network.local}, network.resolve, exceptions_of(portals))
        yield Asker(settings.contact, transport, network.limits, portals)


def allow_many_files() -> None:
    """Every host keeps a connection open, and the usual limit of 1024 files is meant for programs that ask one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MANY_FILES if hard == resource.RLIM_INFINITY else min(hard, _MANY_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def make_visitor(settings: Settings, journal: Journal, asker: Asker) -> Visitor:
    """A visitor whose robots.txt are attempts like any other: asked conditionally, archived, logged."""

    async def rules(portal: Portal, url: str) -> str | None:
        attempt = await visitor.visit(portal, Target("robots", url), lambda _: Judgement("new"))
        if attempt.outcome in GOT and attempt.sha256 is not None:
            return load(settings, attempt.sha256).decode("utf-8", "replace")
        no_answer = attempt.status is None or attempt.status == 429 or attempt.status >= 500
        if attempt.outcome in ("off_site", "too_large") or not no_answer:
            return None
        raise Failed("unreachable", attempt.note or "no answer", attempt.status)

    robots = Robots(asker, rules)
    history = read_history(settings, journal.run_id)
    for host, gate in asker.gates.items():
        gate.requests = history.spent[host]
    visitor = Visitor(settings, journal, history, asker, robots.permit)
    return visitor
