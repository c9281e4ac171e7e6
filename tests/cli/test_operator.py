"""What operators see: one sentence for what is wrong, a useful exit code, never a traceback."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask

import portal.migrations.tables  # noqa: F401  (fills APPEND_ONLY)
from portal.accounts.actions.signing_in import authenticate
from portal.accounts.models import Member
from portal.cli import main
from portal.community.actions.posts import open_topic
from portal.core.db import db, transaction
from portal.core.migrations import APPEND_ONLY
from portal.core.outbox import OutboxRow, enqueue
from tests.factories import join, make_group, make_member

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    env = {**kept, "PORTAL_DATA_DIR": str(home), "PYTHONPATH": str(ROOT), **environment}
    command = [sys.executable, "-m", "portal", *arguments]
    return subprocess.run(command, env=env, cwd=home, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORTAL_ROLE", "everything", "must be all, pages, live, worker"),
        ("PORTAL_SECRET_KEY", "change-me", "placeholder"),
        ("PORTAL_FIELD_KEYS", "abc", "64 hexadecimal digits"),
        ("PORTAL_TRUSTED_PROXIES", "many", "PORTAL_TRUSTED_PROXIES cannot be read"),
        ("PORTAL_DATABASE_URL", "mysql://x", "must begin with sqlite:"),
        ("PORTAL_TIMEZONE", "Mars/Base", "names no zone"),
        ("PORTAL_LOG_LEVEL", "loud", "must be debug"),
    ],
)
def test_a_bad_setting_is_one_sentence(tmp_path: Path, name: str, value: str, words: str) -> None:
    ended = CliRunner(env={"PORTAL_DATA_DIR": str(tmp_path), name: value}).invoke(main, ["db", "check"])
    assert ended.exit_code == 1
    assert words in ended.output


def test_a_database_that_does_not_answer_is_one_sentence(tmp_path: Path) -> None:
    ended = run("db", "check", home=tmp_path, PORTAL_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert ended.returncode == 1
    assert ended.stderr.startswith("Error: The database cannot be used")
    assert "Traceback" not in ended.stderr


def test_a_database_behind_the_code_or_without_its_triggers_is_refused_until_it_is_upgraded(tmp_path: Path) -> None:
    behind = run("db", "check", home=tmp_path)
    assert (behind.returncode, "behind the code" in behind.stderr) == (1, True)
    assert run("db", "upgrade", home=tmp_path).returncode == 0
    with sqlite3.connect(tmp_path / "portal.db") as database:
        database.execute(f"DROP TRIGGER {APPEND_ONLY[0]}_no_delete")
    database.close()
    bare = run("db", "check", home=tmp_path)
    assert (bare.returncode, APPEND_ONLY[0] in bare.stderr) == (1, True)


def test_the_doctor_finds_what_is_wrong_and_says_so_as_json(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    CliRunner().invoke(main, ["reindex", "--repair"])
    assert CliRunner().invoke(main, ["doctor"]).exit_code == 0
    nowhere = replace(app.extensions["settings"], mail_url="smtp://127.0.0.1:1")
    monkeypatch.setitem(app.extensions, "settings", nowhere)
    ill = CliRunner().invoke(main, ["doctor", "--json"])
    findings = {finding["name"]: finding for finding in json.loads(ill.stdout)}
    assert ill.exit_code == 1
    assert findings["database"]["healthy"]
    assert not findings["mail"]["healthy"]
    assert "does not answer" in findings["mail"]["sentence"]


def test_an_index_out_of_step_is_found_and_repaired(app: Flask) -> None:
    group = make_group()
    ana = make_member()
    join(group, ana)
    open_topic(group.id, "Breakfast", "What do you eat?", by=ana.id)
    assert CliRunner().invoke(main, ["reindex", "--check"]).exit_code == 1
    assert CliRunner().invoke(main, ["reindex", "--repair"]).exit_code == 0
    assert CliRunner().invoke(main, ["reindex", "--check"]).exit_code == 0
    anew = CliRunner().invoke(main, ["reindex", "--json"])
    assert json.loads(anew.stdout)["documents"] > 0
    assert CliRunner().invoke(main, ["reindex", "--check"]).exit_code == 0


def test_dead_deliveries_are_listed_without_their_payload_and_can_be_revived(app: Flask) -> None:
    with transaction():
        enqueue("letter", {"to": "a secret"})
        dead = {"state": "dead", "attempts": 12, "problem": "SMTPError"}
        db.session.execute(sa.update(OutboxRow).values(dead))
    listed = CliRunner().invoke(main, ["outbox", "--json"])
    assert listed.exit_code == 1
    assert json.loads(listed.stdout)["stuck"][0]["problem"] == "SMTPError"
    assert "secret" not in listed.output
    assert CliRunner().invoke(main, ["outbox", "--retry-all"]).exit_code == 0
    assert json.loads(CliRunner().invoke(main, ["outbox", "--json"]).stdout)["counts"] == {"pending": 1}


def test_the_first_admin_can_sign_in_and_a_second_account_for_the_contact_is_refused(app: Flask) -> None:
    arguments = ["create-admin", "head@clinic.example", "--password", "correct horse battery"]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    member = db.session.get_one(Member, authenticate("head@clinic.example", "correct horse battery", address="::1"))
    assert member.has_role("admin")
    refused = CliRunner().invoke(main, arguments)
    assert refused.exit_code == 1
    assert "already has an account" in refused.output


def test_the_flask_command_knows_the_same_commands(tmp_path: Path) -> None:
    env = {**os.environ, "PORTAL_DATA_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "outbox", "--help"]
    ended = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert "lists what failed" in ended.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["serve", "--role", "live"], "needs PostgreSQL and Redis"),
        (["serve", "--workers", "2"], "need --role pages"),
        (["serve", "--host", "0.0.0.0"], "PORTAL_BASE_URL"),
    ],
)
def test_a_role_that_cannot_be_served_is_refused(tmp_path: Path, arguments: list[str], words: str) -> None:
    ended = CliRunner(env={"PORTAL_DATA_DIR": str(tmp_path)}).invoke(main, arguments)
    assert ended.exit_code == 1
    assert words in ended.output
