"""Every setting of the portal, read once from the environment (`PORTAL_*`, secrets also as `PORTAL_*_FILE`)."""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from environs import EnvError, FileAwareEnv

PLACEHOLDERS = {"change-me", "changeme", "secret", "dev"}
CHOICES = {
    "role": ("all", "pages", "live", "worker"),
    "field_cipher": ("aes", "sm4"),
    "log_level": ("debug", "info", "warning", "error", "critical"),
}
SCHEMES = {
    "database_url": ("sqlite:", "postgresql:", "postgresql+psycopg:", "postgres:"),
    "redis_url": ("redis:", "rediss:", "unix:"),
    "storage_url": ("file:", "s3:"),
    "mail_url": ("console:", "smtp:", "smtps:"),
    "base_url": ("http:", "https:"),
}
FIELD_KEYS = re.compile(r"[^:,]+:[0-9a-f]{64}(,[^:,]+:[0-9a-f]{64})*", re.IGNORECASE)


class ConfigurationError(RuntimeError):
    """A setting is missing or unsafe; the message says which and what to do, in one sentence."""


def setting(default: Any, doc: str) -> Any:
    return field(default=default, metadata={"doc": doc})


@dataclass(frozen=True, slots=True)
class Settings:
    data_dir: Path = setting(Path("instance"), "Directory of database, uploads, search index and generated keys.")
    database_url: str = setting("", "SQLAlchemy address; empty means SQLite in the data directory.")
    redis_url: str = setting("", "Redis address; empty means one process with its own queue and rooms.")
    storage_url: str = setting("", "Where uploads live: `file:///…` or `s3://…`; empty means the data directory.")
    mail_url: str = setting("console:", "How mail leaves: `console:` or `smtp://user:password@host:port`.")
    mail_from: str = setting("portal@localhost", "The sender of every mail.")
    base_url: str = setting("http://127.0.0.1:8000", "The public address; links, cookies and origin checks follow it.")
    secret_key: str = setting("", "Signs cookies and forms; generated into the data directory when empty.")
    field_keys: str = setting("", "Keys that seal contacts: `id:hex64,…`, newest first; generated when empty.")
    field_cipher: str = setting("aes", "Cipher of newly sealed fields: `aes` (AES-256-GCM) or `sm4` (SM4-GCM).")
    trusted_proxies: int = setting(0, "How many reverse proxies in front may set X-Forwarded-*.")
    site_name: str = setting("", "The hospital's name for this portal; empty shows a translated default.")
    timezone: str = setting("Asia/Shanghai", "The zone of days and times for people who have not chosen one.")
    emergency_number: str = setting("120", "The number to call in an emergency, shown on every page.")
    support_line: str = setting("12356", "The psychological-aid line on help panels; its hours are never promised.")
    role: str = setting("all", "What this process serves: `all`, `pages`, `live` or `worker`.")
    demo: bool = setting(False, "Shows the demo banner and is set by `portal demo`.")
    log_level: str = setting("info", "Smallest level written to the JSON log.")
    rate_limits: bool = setting(True, "Turns request rate limits off for load measurements on this machine.")

    @property
    def sqlalchemy_url(self) -> str:
        url = self.database_url or f"sqlite:///{self.data_dir.absolute() / 'portal.db'}"
        scheme, _, rest = url.partition("://")
        return f"postgresql+psycopg://{rest}" if scheme in {"postgres", "postgresql"} else url

    @property
    def on_sqlite(self) -> bool:
        return self.sqlalchemy_url.startswith("sqlite")

    @property
    def behind_tls(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or "127.0.0.1"


def load_settings(**overrides: Any) -> Settings:
    """Reads the environment, applies overrides, creates the data directory and its generated secrets.

    Raises ConfigurationError for a value that cannot be used, such as a placeholder secret or an unknown role.
    """
    env = FileAwareEnv(prefix="PORTAL_", strip_whitespace=True)
    readers: dict[type, Callable[..., Any]] = {bool: env.bool, int: env.int}
    values: dict[str, Any] = {}
    for item in fields(Settings):
        read = readers.get(type(item.default), env.str)
        try:
            values[item.name] = read(item.name.upper(), item.default)
        except (EnvError, ValueError) as problem:
            raise ConfigurationError(f"PORTAL_{item.name.upper()} cannot be read: {problem}") from problem
    for name in ("database_url", "redis_url"):
        values[name] = values[name] or os.environ.get(name.upper(), "")
    values.update(overrides)
    values["data_dir"] = Path(values["data_dir"])
    values["base_url"] = str(values["base_url"]).rstrip("/")
    _refuse_unusable(values)
    try:
        values["data_dir"].mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as problem:
        raise ConfigurationError(
            f"PORTAL_DATA_DIR {values['data_dir']} cannot be made: {problem.strerror}."
        ) from problem
    kept = _kept_secrets(values["data_dir"]) if not (values["secret_key"] and values["field_keys"]) else {}
    values["secret_key"] = values["secret_key"] or kept["secret_key"]
    values["field_keys"] = values["field_keys"] or kept["field_keys"]
    if values["secret_key"].lower() in PLACEHOLDERS or len(values["secret_key"]) < 16:
        raise ConfigurationError("PORTAL_SECRET_KEY is a placeholder or shorter than 16 characters; set a random one.")
    if not FIELD_KEYS.fullmatch(values["field_keys"].replace(" ", "")):
        raise ConfigurationError("PORTAL_FIELD_KEYS must be `id:64 hexadecimal digits`, several separated by commas.")
    return Settings(**values)


def _refuse_unusable(values: dict[str, Any]) -> None:
    for name, allowed in CHOICES.items():
        if values[name] not in allowed:
            raise ConfigurationError(f"PORTAL_{name.upper()} is {values[name]!r}; it must be {', '.join(allowed)}.")
    for name, allowed in SCHEMES.items():
        if values[name] and not values[name].startswith(allowed):
            raise ConfigurationError(f"PORTAL_{name.upper()} must begin with {' or '.join(allowed)}.")
    try:
        ZoneInfo(values["timezone"])
    except (ZoneInfoNotFoundError, ValueError) as problem:
        raise ConfigurationError(f"PORTAL_TIMEZONE names no zone: {values['timezone']!r}.") from problem


def _kept_secrets(data_dir: Path) -> dict[str, str]:
    path = data_dir / "secrets.json"
    if not path.exists():
        fresh = {"secret_key": secrets.token_hex(32), "field_keys": f"k1:{secrets.token_hex(32)}"}
        partial = path.with_suffix(f".{os.getpid()}")
        partial.touch(mode=0o600)
        partial.write_text(json.dumps(fresh))
        try:
            os.link(partial, path)
        except FileExistsError:
            pass
        finally:
            partial.unlink()
    kept: dict[str, str] = json.loads(path.read_text())
    return kept
