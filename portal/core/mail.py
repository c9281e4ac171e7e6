"""How messages leave: adapters chosen by `PORTAL_MAIL_URL`, each message with an id that stays the same when resent."""

from __future__ import annotations

import smtplib
import ssl
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app

from portal.config import ConfigurationError, Settings
from portal.core import clock

TIMEOUT = 10


@dataclass(frozen=True, slots=True)
class Message:
    """A short plain-text message to an e-mail address or a phone number; `key` is stable over retries."""

    kind: str
    to: str
    subject: str
    text: str
    key: str


Adapter = Callable[[Message], None]


def send(message: Message) -> None:
    """Hands the message to its adapter. Raises what the adapter raises; the outbox tries again later."""
    mail, sms = current_app.extensions["messengers"]
    (mail if message.kind == "email" else sms)(message)


def public_url(endpoint: str, **values: object) -> str:
    """The address of a page for a message: always below the configured base, whatever Host a request claimed."""
    settings: Settings = current_app.extensions["settings"]
    path = current_app.url_map.bind("", url_scheme="https").build(endpoint, values)
    return settings.base_url + path


def print_message(message: Message) -> None:
    """The console adapter: for trying the portal out, and for phones until an SMS gateway is set up."""
    print(f"\n--- to {message.to}: {message.subject}\n{message.text}\n---", file=sys.stderr, flush=True)


def init_mail(app: Flask, settings: Settings) -> None:
    scheme = urlsplit(settings.mail_url).scheme
    if scheme not in {"console", "smtp", "smtps"}:
        raise ConfigurationError("PORTAL_MAIL_URL must begin with console:, smtp:// or smtps://.")
    mail = print_message if scheme == "console" else _smtp(settings)
    app.extensions["messengers"] = (mail, print_message)


def _smtp(settings: Settings) -> Adapter:
    server = urlsplit(settings.mail_url)
    host = server.hostname or "localhost"

    def deliver(message: Message) -> None:
        mail = _compose(message, settings)
        with closing(_connect(server.scheme, host, server.port)) as link:
            if server.username:
                link.login(unquote(server.username), unquote(server.password or ""))
            link.send_message(mail)

    return deliver


def _connect(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    """A connection, encrypted whenever the server offers it."""
    context = ssl.create_default_context()
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT, context=context)
    link = smtplib.SMTP(host, port or 25, timeout=TIMEOUT)
    link.ehlo()
    if link.has_extn("starttls"):
        link.starttls(context=context)
    return link


def _compose(message: Message, settings: Settings) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = settings.mail_from
    mail["To"] = message.to
    mail["Subject"] = " ".join(message.subject.split())
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = f"<{message.key}@{settings.host}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    return mail
