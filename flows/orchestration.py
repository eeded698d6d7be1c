"""Prefect kept at home: its files in the data folder, its server on loopback for as long as a run lasts, its schedule."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx

from flows.lock import Locked, run_lock
from flows.portals import check_contact, load_portals
from flows.roster import load_roster
from flows.run import RunReport
from flows.settings import Settings
from flows.watch import end_with

START_SECONDS = 240
SERVED_BY = "GONGKAI_SERVED_BY"
"""Names the process of ``gongkai serve`` to the runs it starts."""


class ServerFailed(Exception):
    """Prefect's server did not start; the message says where its output is."""


def prepare(settings: Settings) -> None:
    """Set Prefect's surroundings. Must come before anything imports prefect, which reads them once."""
    os.environ |= {
        "PREFECT_HOME": str(settings.state.resolve() / "prefect"),
        "PREFECT_PROFILES_PATH": str(settings.state.resolve() / "prefect" / "profiles.toml"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(START_SECONDS),
        "PREFECT_SERVER_UI_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")


def run_nightly(settings: Settings) -> RunReport:
    """Run the nightly flow once, with a server of its own unless ``PREFECT_API_URL`` names one."""
    _ready(settings)
    prepare(settings)
    with server(settings, scheduler=False):
        from flows.nightly import nightly

        return nightly(str(settings.data), settings.as_of)


def serve_nightly(settings: Settings, cron: str) -> None:
    """Run the nightly flow on a schedule in Beijing time until interrupted, one run at a time."""
    _ready(settings)
    prepare(settings)
    with server(settings, scheduler=True):
        from prefect.schedules import Cron
        from prefect.types.entrypoint import EntrypointType

        from flows.nightly import nightly

        parameters = {"data": str(settings.data.resolve()), "as_of": settings.as_of.isoformat() if settings.as_of else None}
        os.environ[SERVED_BY] = str(os.getpid())
        nightly.serve(
            name="nightly",
            schedule=Cron(cron, timezone="Asia/Shanghai"),
            parameters=parameters,
            limit=1,
            pause_on_shutdown=False,
            entrypoint_type=EntrypointType.MODULE_PATH,
        )


def _ready(settings: Settings) -> None:
    """Say at once what would stop a run, since Prefect takes seconds to start. Raises ``Locked`` or ``ReferenceFileError``."""
    with run_lock(settings, "gongkai, looking at the reference files"):
        load_roster(settings)
        check_contact(settings, load_portals(settings))


def _mark_crashed(settings: Settings) -> None:
    """A run killed with -9 stays RUNNING in the data folder's own database for ever; where nobody holds the lock, none is running."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter
    from prefect.client.schemas.sorting import FlowRunSort
    from prefect.states import Crashed

    with suppress(Locked), run_lock(settings, "gongkai, tidying up"), get_client(sync_client=True) as client:
        left = FlowRunFilter.model_validate({"state": {"type": {"any_": ["RUNNING"]}}})
        for flow_run in client.read_flow_runs(flow_run_filter=left, sort=FlowRunSort.START_TIME_ASC, limit=200):
            client.set_flow_run_state(flow_run.id, Crashed(message="the process ended without a word"), force=True)


@contextmanager
def server(settings: Settings, *, scheduler: bool) -> Iterator[None]:
    """A Prefect server on a free port of loopback, ended with this process whatever ends it."""
    if os.environ.get("PREFECT_API_URL"):
        yield
        return
    port = _free_port()
    settings.state.mkdir(parents=True, exist_ok=True)
    output = settings.state / "prefect-server.log"
    command = [sys.executable, "-m", "flows.orchestration", str(os.getpid()), str(port)]
    surroundings = os.environ | ({} if scheduler else {"PREFECT__SERVER_EPHEMERAL": "1"})
    with output.open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=surroundings) as process:
        try:
            _await(process, port, str(output))
            os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{port}/api"
            _mark_crashed(settings)
            yield
        finally:
            os.environ.pop("PREFECT_API_URL", None)
            process.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(process: "subprocess.Popen[bytes]", port: int, output: str) -> None:
    until = time.monotonic() + START_SECONDS
    # One client for all questions: each makes a TLS context, and hundreds of them took more of the processor than the run.
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=5, trust_env=False) as client:
        while time.monotonic() < until and process.poll() is None:
            try:
                if client.get("/api/health").is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
    raise ServerFailed(f"Prefect's server did not start within {START_SECONDS} s; its output is in {output}")


def _serve_api(parent: int, port: int) -> None:
    """Serve Prefect's API until the parent is gone: a run killed with -9 cannot end its server itself."""
    import uvicorn

    end_with(parent)
    uvicorn.run("prefect.server.api.server:create_app", factory=True, host="127.0.0.1", port=port, log_level="error")


if __name__ == "__main__":
    _serve_api(int(sys.argv[1]), int(sys.argv[2]))
