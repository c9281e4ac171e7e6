"""What leaves: the code, in the person's language, by the adapter set, with links that no request can bend."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.config import ConfigurationError, load_settings
from portal.core.db import db
from portal.core.mail import Message, init_mail, send
from portal.core.outbox import OutboxRow
from tests.accounts.entrance import ANA, NEW, make_account, newest_code
from tests.browser_client import OpenBrowser
from tests.postbox import open_postbox


@pytest.fixture
def postbox(app: Flask) -> Iterator[list[EmailMessage]]:
    """The messages that a mail server got from the app."""
    before, settings = app.extensions["messengers"], app.extensions["settings"]
    with open_postbox() as server:
        init_mail(app, load_settings(data_dir=settings.data_dir, mail_url=server.url, base_url=settings.base_url))
        yield server.kept
    app.extensions["messengers"] = before


def test_the_code_arrives_by_mail_in_the_persons_language(
    browser: OpenBrowser, deliver: Callable[[], None], postbox: list[EmailMessage]
) -> None:
    client = browser()
    client.set_cookie("portal_locale", "en")
    client.submit("/sign-up", contact=NEW)
    code = newest_code()
    deliver()
    assert [mail["To"] for mail in postbox] == [NEW]
    assert code in postbox[0].get_content() and "10 minutes" in postbox[0].get_content()


def test_a_message_sent_again_keeps_its_id(app: Flask, postbox: list[EmailMessage]) -> None:
    for _time in range(2):
        send(Message("email", NEW, "Hello", "Text", key="code-7"))
    assert [mail["Message-ID"] for mail in postbox] == ["<code-7@127.0.0.1>"] * 2


def test_a_line_break_in_a_subject_adds_no_header(app: Flask, postbox: list[EmailMessage]) -> None:
    send(Message("email", NEW, "Hello\r\nBcc: evil@demo.example", "Text", key="code-8"))
    assert postbox[0]["Bcc"] is None and postbox[0]["Subject"] == "Hello Bcc: evil@demo.example"


def test_someone_with_an_account_is_told_so_with_links_below_the_base(
    browser: OpenBrowser, deliver: Callable[[], None], postbox: list[EmailMessage]
) -> None:
    make_account()
    client = browser()
    client.set_cookie("portal_locale", "en")
    client.submit("/sign-up", contact=ANA)
    code = newest_code()
    deliver()
    text = postbox[0].get_content()
    assert "already have an account" in text and code not in text
    assert "http://127.0.0.1:8000/sign-in" in text and "http://127.0.0.1:8000/password-reset" in text


def test_a_reset_for_a_stranger_sends_nothing(
    browser: OpenBrowser, deliver: Callable[[], None], postbox: list[EmailMessage]
) -> None:
    browser().submit("/password-reset", contact="nobody@demo.example")
    deliver()
    assert postbox == []


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host"])
def test_a_forged_host_bends_no_link(
    browser: OpenBrowser, deliver: Callable[[], None], postbox: list[EmailMessage], header: str
) -> None:
    make_account()
    client = browser()
    fields = {"csrf_token": client.csrf_token, "contact": ANA}
    answer = client.post("/sign-up", data=fields, headers={header: "evil.example"})
    deliver()
    assert answer.status_code == 400 if header == "Host" else answer.status_code == 303
    assert not any("evil.example" in mail.as_string() for mail in postbox)


def test_a_phone_code_leaves_by_the_console(
    browser: OpenBrowser, deliver: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    browser().submit("/sign-up", contact="13800138000")
    code = newest_code()
    deliver()
    shown = capsys.readouterr().err
    assert "+8613800138000" in shown and code in shown


def test_mail_that_the_server_refuses_waits_in_the_outbox(
    app: Flask, browser: OpenBrowser, deliver: Callable[[], None], postbox: list[EmailMessage]
) -> None:
    app.extensions["messengers"] = (lambda message: 1 / 0, print)
    browser().submit("/sign-up", contact=NEW)
    deliver()
    assert postbox == [] and db.session.scalars(sa.select(OutboxRow.state)).all() == ["pending"]


def test_an_unknown_mail_scheme_is_refused_at_start(app: Flask, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        init_mail(app, load_settings(data_dir=tmp_path, mail_url="pigeon://loft"))
