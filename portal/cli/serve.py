"""`portal serve` and `portal worker`: one process that does everything, or roles of their own beside each other."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Any

import click
from flask import Flask

from portal import create_app
from portal.cli.operator import command, one_sentence, operator_app
from portal.config import ConfigurationError, Settings, load_settings
from portal.core.security import LOOPBACK
from portal.core.serving import Gunicorn, send_whole_frames, share_heaps, without_extensions
from portal.safety.screen import screen

THREADS = {"all": 512, "pages": 16, "live": 1}
LIVE_CONNECTIONS = 10_000
PATCHED_START = (
    "from gevent import monkey; monkey.patch_all(); import sys; from portal.cli import main; "
    "main(sys.argv[1:], prog_name='portal')"
)


@command()
@click.option("--role", type=click.Choice(["all", "pages", "live"]), help="What to serve; PORTAL_ROLE or all.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
@click.option("--workers", default=1, show_default=True, help="Processes; more than one only with --role pages.")
@click.option("--threads", type=int, help="Threads a process: 512 for all, 16 for pages.")
def serve(role: str | None, host: str, port: int, workers: int, threads: int | None) -> None:
    """Serves the portal: pages, sockets and background work in one process, or one role of them."""
    overrides: dict[str, Any] = {"role": role} if role else {}
    settings = load_settings(**overrides, **listening(host, port))
    role = "all" if settings.role == "worker" else settings.role
    refuse_impossible(settings, role, workers)
    if role == "live" and not is_patched():
        arguments = ["serve", "--role", role, "--host", host, "--port", str(port)]
        os.execv(sys.executable, [sys.executable, "-c", PATCHED_START, *arguments])
    apart(lambda: _prepare(settings))
    address = settings.base_url
    run(
        settings,
        role,
        host,
        port,
        workers,
        threads or THREADS[role],
        lambda: click.echo(f"Serving {role} at {address}"),
    )


@command()
def worker() -> None:
    """Runs the background work without serving pages, until it is told to stop."""
    from portal.cli.database import require_current

    app = operator_app(role="worker")
    require_current(app)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    app.extensions["jobs"].start()
    click.echo("Working. Ctrl-C ends it after the delivery in hand.", err=True)
    stopped.wait()
    app.extensions["jobs"].stop()


def _prepare(settings: Settings) -> None:
    from portal.cli.database import prepare  # migrations are for the forked process, not for the one that goes on

    prepare(create_app(settings))


def listening(host: str, port: int) -> dict[str, str]:
    """The public address, when PORTAL_BASE_URL leaves it open. Raises ConfigurationError for a public host."""
    if os.environ.get("PORTAL_BASE_URL"):
        return {}
    if host not in LOOPBACK:
        raise ConfigurationError(f"PORTAL_BASE_URL must say under which address people reach {host}.")
    return {"base_url": f"http://{f'[{host}]' if ':' in host else host}:{port}"}


def refuse_impossible(settings: Settings, role: str, workers: int) -> None:
    """Raises ConfigurationError for a role that this database or queue cannot carry."""
    if role == "live" and (settings.on_sqlite or not settings.redis_url):
        raise ConfigurationError("Role live needs PostgreSQL and Redis: set PORTAL_DATABASE_URL and PORTAL_REDIS_URL.")
    if role != "pages" and workers > 1:
        raise ConfigurationError("Several workers need --role pages; start one live process for each core instead.")


def is_patched() -> bool:
    """Whether gevent has replaced the blocking parts of the standard library, which it can only do at the start."""
    from gevent import monkey

    return bool(monkey.is_module_patched("socket"))


def run(
    settings: Settings, role: str, host: str, port: int, workers: int, threads: int, announce: Callable[[], object]
) -> None:
    """Serves until it is told to stop; `announce` is called when the port is open."""

    def make_app() -> Flask:
        app = create_app(settings)
        app.config["SOCKETS_AT_MOST"] = LIVE_CONNECTIONS if role == "live" else max(threads - 64, 0)
        app.wsgi_app = without_extensions(app.wsgi_app)  # type: ignore[method-assign, assignment]
        return app

    def begin_work(process: Any) -> None:
        gc.collect()
        gc.set_threshold(10_000)
        gc.freeze()  # what the app is made of stays, so the collector need not look at it again and again
        if role == "all" or (role == "pages" and not settings.redis_url):
            process.wsgi.extensions["jobs"].start()

    def end_work(_server: Any, process: Any) -> None:
        if process.wsgi is not None:
            process.wsgi.extensions["jobs"].stop()

    share_heaps()
    send_whole_frames()
    screen("")  # compiles its word lists, a second's work, once for all the workers that are forked
    Gunicorn(
        make_app,
        bind=f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        worker_class="gevent" if role == "live" else "gthread",
        workers=workers,
        threads=threads,
        worker_connections=LIVE_CONNECTIONS if role == "live" else 2000,
        graceful_timeout=5,
        keepalive=20,
        forwarded_allow_ips="",
        control_socket_disable=True,
        loglevel="warning",
        proc_name=f"portal {role}",
        when_ready=lambda _server: announce(),
        post_worker_init=begin_work,
        worker_exit=end_work,
    ).run()


def apart(work: Callable[[], object]) -> None:
    """Does work in a forked process, so that none of its threads and connections live on where workers are forked.

    Ends this process too, with the same status, when the work fails.
    """
    child = os.fork()
    if child == 0:
        status = 1
        try:
            with one_sentence():
                work()
            status = 0
        except click.ClickException as problem:
            problem.show()
        except Exception:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status:
        raise SystemExit(status)
