"""What the checks need from the machine: Debian packages for browser tests, PostgreSQL and Redis for a second run."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import sqlalchemy as sa

POSTGRES_GUESSES = ("postgresql+psycopg:///test", "postgresql+psycopg:///postgres")
REDIS_GUESS = "redis://127.0.0.1:6379/9"
CJK_FONTS = "/usr/share/fonts/opentype/noto"


@dataclass(frozen=True, slots=True)
class DebianPackage:
    name: str
    purpose: str
    present: bool


def debian_packages() -> list[DebianPackage]:
    """The packages beyond Python that the browser tests use, each with whether it is here."""
    fonts = any(Path(CJK_FONTS).glob("NotoSansCJK*")) if Path(CJK_FONTS).is_dir() else False
    return [
        DebianPackage("chromium", "drives the browser tests", shutil.which("chromium") is not None),
        DebianPackage("fonts-noto-cjk", "draws Chinese in them", fonts),
        DebianPackage("default-jre-headless", "runs the HTML validator", shutil.which("java") is not None),
    ]


def install_missing() -> list[str]:
    """Installs the missing packages when this is root on Debian; returns a sentence for each that stays missing."""
    missing = [package for package in debian_packages() if not package.present]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        names = [package.name for package in missing]
        click.echo(f"Installing {', '.join(names)} …", err=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names]
        subprocess.run(install, env=quiet, check=False, stdout=subprocess.DEVNULL)
        missing = [package for package in debian_packages() if not package.present]
    return [f"{package.name} is missing; it {package.purpose}." for package in missing]


def find_postgres() -> str | None:
    """The address of a PostgreSQL server the tests may make databases on: from the environment or a local socket."""
    named = os.environ.get("PORTAL_TEST_DATABASE_URL")
    return next((url for url in ([named] if named else POSTGRES_GUESSES) if _answers(url)), None)


def _answers(url: str) -> bool:
    try:
        engine = sa.create_engine(url, connect_args={"connect_timeout": 3})
        with engine.connect():
            return True
    except (sa.exc.SQLAlchemyError, ImportError):
        return False


def find_redis() -> str | None:
    """The address of a Redis the tests may use: from the environment, or the local one's database 9."""
    try:
        import redis

        url = os.environ.get("PORTAL_TEST_REDIS_URL") or REDIS_GUESS
        redis.Redis.from_url(url, socket_timeout=3).ping()
    except (ImportError, OSError, ValueError):
        return None
    except redis.RedisError:
        return None
    return url


def service_problems(postgres: str | None, redis_url: str | None) -> Iterator[str]:
    if postgres is None:
        yield "PostgreSQL does not answer; name one in PORTAL_TEST_DATABASE_URL."
    if redis_url is None:
        yield "Redis does not answer; name one in PORTAL_TEST_REDIS_URL."
