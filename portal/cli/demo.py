"""`portal demo`: a small made-up community in a directory of its own, served at once."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import click
import sqlalchemy as sa
from rich.console import Console
from rich.table import Table

from portal import create_app
from portal.accounts.models import Member
from portal.accounts.passwords import verify_password
from portal.cli import seed
from portal.cli.database import prepare
from portal.cli.operator import command
from portal.cli.seed.people import SIGN_INS, address
from portal.cli.serve import THREADS, apart, listening, run
from portal.config import ConfigurationError, Settings, load_settings
from portal.core.db import db
from portal.core.jobs import jobs
from portal.core.security import LOOPBACK

PASSWORD = "portal-demo"
MARK = "demo.json"


@command()
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Its own directory; instance/demo.")
@click.option("--fresh", is_flag=True, help="Forget an earlier demo and begin anew.")
@click.option("--password", help=f"The demo people's password instead of {PASSWORD}.")
@click.option("--yes-public", is_flag=True, help="Allow a host that others can reach.")
def demo(port: int, host: str, data: Path | None, fresh: bool, password: str | None, yes_public: bool) -> None:
    """Fills a small community in three languages and serves it with the sign-ins of its people."""
    if host not in LOOPBACK and not yes_public:
        raise ConfigurationError(f"Others could reach the demo at {host}; add --yes-public if you want that.")
    home = data or Path(os.environ.get("PORTAL_DATA_DIR", "instance")) / "demo"
    if fresh or not is_complete(home):
        clear(home)
    settings = load_settings(
        data_dir=home,
        database_url="",
        redis_url="",
        role="all",
        demo=True,
        log_level=os.environ.get("PORTAL_LOG_LEVEL", "warning"),
        **listening(host, port),
    )
    apart(lambda: fill(settings, password))
    run(settings, "all", host, port, 1, THREADS["all"], lambda: welcome(settings, password))


def is_complete(home: Path) -> bool:
    """Whether a directory holds a demo that was sown to its end."""
    mark = home / MARK
    return mark.exists() and bool(json.loads(mark.read_text())["complete"])


def clear(home: Path) -> None:
    """Empties a demo's directory. Raises ConfigurationError for a directory that holds anything else."""
    if not home.exists() or not any(home.iterdir()):
        return
    if not (home / MARK).exists():
        raise ConfigurationError(f"{home} holds something else than a demo; choose another directory with --data.")
    shutil.rmtree(home)


def fill(settings: Settings, password: str | None) -> None:
    """Migrates, and sows once. Raises ConfigurationError for another password than the demo was sown with."""
    mark = settings.data_dir / MARK
    app = create_app(settings)
    if is_complete(settings.data_dir):
        prepare(app)
        with app.app_context():
            if password and not _fits(password):
                raise ConfigurationError("The demo people have another password; add --fresh to begin anew.")
        return
    mark.write_text(json.dumps({"complete": False}))
    prepare(app)
    started = time.monotonic()
    with app.app_context(), Console(stderr=True).status("Sowing …") as status:
        seed.sow(password or PASSWORD, lambda what: status.update(f"Sowing {what} …"))
        status.update("Delivering what followed …")
        jobs().work()
        jobs().stop()
    mark.write_text(json.dumps({"complete": True}))
    click.echo(f"Sown in {time.monotonic() - started:.1f} s.", err=True)


def _fits(password: str) -> bool:
    ana = sa.select(Member.password_hash).where(Member.display_name == SIGN_INS["ana"][0])
    return verify_password(password, db.session.scalar(ana))[0]


def welcome(settings: Settings, password: str | None) -> None:
    """Prints the address and who can sign in."""
    table = Table("sign in as", "who", title=f"Portal demo: made-up people and posts at {settings.base_url}")
    for name, (_display_name, who) in SIGN_INS.items():
        table.add_row(address(name), who)
    console = Console()
    console.print(table)
    console.print(f"Password of all: {'the one you chose' if password else PASSWORD}    Ctrl-C ends it.")
