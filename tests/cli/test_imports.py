"""Imports take every row once, however often they are interrupted, and say what they could not take."""

from __future__ import annotations

import gzip
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from flask import Flask

from portal.accounts.models import Member
from portal.cli.imports import imports
from portal.community.actions.moderating import approve_post
from portal.community.models import Group, Post, Topic
from portal.conditions.models import Condition, Synonym
from portal.content.models import Article, MedicalReview, Revision, Source
from portal.core.db import db
from portal.core.outbox import OutboxRow
from tests.browser_client import Browser

SHARED = Path(os.environ.get("PORTAL_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))


def an_article(number: int, **values: Any) -> dict[str, Any]:
    row = {
        "id": f"lib/{number}",
        "title": f"What is condition {number}?",
        "body": f"Words about **condition {number}**.",
        "lang": "en",
        "condition": f"Condition {number % 3}",
        "synonyms": [f"word {number % 3}", "shared word"],
        "source": "A library",
        "source_url": "https://library.example/a",
    }
    return {**row, **values}


def a_thread(number: int, **values: Any) -> dict[str, Any]:
    row = {
        "id": f"q{number}",
        "title": f"问题{number}：吃药后头晕怎么办？",
        "body": "我最近吃药后有点头晕。",
        "answers": ["建议量一下血压，记录后复诊。"],
        "lang": "zh-Hans",
        "department": "心血管科",
    }
    return {**row, **values}


def write(path: Path, rows: Iterable[dict[str, Any] | str | bytes]) -> Path:
    lines = [
        row if isinstance(row, bytes) else (row if isinstance(row, str) else json.dumps(row)).encode() for row in rows
    ]
    data = b"\n".join(lines) + b"\n"
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(imports, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def count(table: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def report_of(result: Result) -> str:
    return Path(json.loads(result.stdout)["report"]).read_text()


def test_articles_come_in_as_drafts_with_their_source_and_condition(app: Flask, tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl.gz", [an_article(number) for number in range(7)])
    answer = json.loads(run("articles", file, "--json").stdout)
    assert (answer["added"], answer["known"], answer["rejected"], answer["report"]) == (7, 0, 0, None)
    article = db.session.scalars(sa.select(Article).where(Article.external_id == "lib/4")).one()
    assert (article.state, article.is_public, article.source_label) == ("draft", False, "A library")
    assert "<strong>condition 4</strong>" in article.html
    assert article.condition is not None and article.condition.name_en == "Condition 1"
    assert count(Revision) == count(Source) == 7
    assert count(Condition) == 3
    assert count(Synonym) == 6
    assert count(MedicalReview) == 0


def test_published_articles_carry_the_approval_of_a_licensed_reviewer(
    app: Flask, tmp_path: Path, chen: Member, browser: Callable[..., Browser]
) -> None:
    file = write(tmp_path / "a.jsonl", [an_article(1)])
    run("articles", file, "--state", "published", "--reviewer", "Chen")
    article = db.session.scalars(sa.select(Article)).one()
    assert (article.state, article.published_revision, article.reviewer_name) == ("published", 1, "Chen")
    assert db.session.scalars(sa.select(MedicalReview)).one().reviewer_id == chen.id
    page = browser().get(f"/articles/{article.slug}", headers={"Accept-Language": "en"}).text
    assert "Endocrinology, attending" in page
    assert "https://library.example/a" in page


@pytest.mark.parametrize(
    "options", [("--state", "published"), ("--reviewer", "Chen"), ("--state", "published", "--reviewer", "Ben")]
)
def test_published_needs_a_reviewer_with_a_license(
    app: Flask, tmp_path: Path, chen: Member, ben: Member, options: tuple[str, ...]
) -> None:
    result = run("articles", write(tmp_path / "a.jsonl", [an_article(1)]), *options)
    assert result.exit_code == 1
    assert "reviewer" in result.stderr
    assert count(Article) == 0


def test_what_must_not_stand_before_readers_stays_a_draft_and_is_reported(
    app: Flask, tmp_path: Path, chen: Member
) -> None:
    rows = [an_article(1, body="Call 13800138000"), an_article(2, source="", source_url=""), an_article(3)]
    result = run("articles", write(tmp_path / "a.jsonl", rows), "--state", "published", "--reviewer", "Chen", "--json")
    states = db.session.scalars(sa.select(Article.state).order_by(Article.external_id)).all()
    assert list(states) == ["draft", "draft", "published"]
    lines = report_of(result).splitlines()
    assert [line.split(":")[0] for line in lines] == ["line 1", "line 2"]
    assert count(MedicalReview) == 1


def test_importing_again_adds_nothing(app: Flask, tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", [an_article(number) for number in range(5)])
    run("articles", file)
    again = json.loads(run("articles", file, "--json").stdout)
    assert (again["added"], again["known"]) == (0, 5)
    assert count(Article) == count(Revision) == 5
    more = write(tmp_path / "b.jsonl", [an_article(number) for number in range(8)])
    assert json.loads(run("articles", more, "--json").stdout)["added"] == 3


def test_two_texts_under_one_id_both_come_in_once_and_a_repeated_one_is_rejected(app: Flask, tmp_path: Path) -> None:
    rows = [an_article(1), an_article(1, title="Another question"), an_article(1)]
    file = write(tmp_path / "a.jsonl", rows)
    result = run("articles", file, "--json")
    assert json.loads(result.stdout)["added"] == 2
    assert "line 3: rejected: the same id and title appear before" in report_of(result)
    assert json.loads(run("articles", file, "--json").stdout)["known"] == 2


BAD = [
    ("{not json", "not JSON"),
    ("[1, 2]", "not a JSON object"),
    (b'{"id": "\xff"}', "not UTF-8"),
    ("[" * 100_000, "not JSON"),
    (an_article(1, title=" "), "title is missing"),
    ({"id": "x", "body": "b", "lang": "en"}, "title is missing"),
    (an_article(1, title="x" * 201), "title is too long"),
    (an_article(1, body="x" * 60_001), "body is too long"),
    (an_article(1, lang="fr"), "lang is not"),
    (an_article(1, lang=7), "lang is not"),
    (an_article(1, id=""), "id is missing"),
    (an_article(1, id=5), "id is not text"),
    (an_article(1, body="a\0b"), "NUL"),
    (an_article(1, body="\ud800"), "half a character"),
    (an_article(1, source_url="javascript:alert(1)"), "source_url is not a web address"),
    (an_article(1, synonyms="word"), "synonyms is not a list"),
    (an_article(1, synonyms=["x" * 161]), "synonyms is too long"),
    (an_article(1, body={"deep": "er"}), "body is not text"),
    ("x" * 4_100_000, "the line is too long"),
]


def test_each_bad_row_is_one_line_of_the_report_and_stops_nothing(app: Flask, tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", [*(row for row, _reason in BAD), "", an_article(99)])
    result = run("articles", file, "--json")
    answer = json.loads(result.stdout)
    assert (answer["added"], answer["rejected"]) == (1, len(BAD))
    lines = report_of(result).splitlines()
    assert len(lines) == len(BAD)
    for number, (line, (_row, reason)) in enumerate(zip(lines, BAD, strict=True), 1):
        assert line.startswith(f"line {number}: rejected: ")
        assert reason in line


def test_a_file_that_breaks_off_keeps_what_came_before_and_says_so(app: Flask, tmp_path: Path) -> None:
    whole = write(tmp_path / "a.jsonl.gz", [an_article(number, body="Text. " * 300) for number in range(900)])
    broken = tmp_path / "broken.jsonl.gz"
    broken.write_bytes(whole.read_bytes()[:-2000])
    result = run("articles", broken, "--no-index")
    assert result.exit_code == 1
    assert "damaged after line" in result.stderr
    assert 0 < count(Article) < 900
    assert run("articles", whole, "--no-index").exit_code == 0
    assert count(Article) == 900


def test_a_dry_run_writes_nothing(app: Flask, tmp_path: Path, group: Group) -> None:
    home = app.extensions["settings"].data_dir
    before = sorted(path.name for path in (home / "imports").glob("*")) if (home / "imports").exists() else []
    result = run(
        "articles", write(tmp_path / "dry.jsonl", [an_article(1), an_article(2, title="")]), "--dry-run", "--json"
    )
    answer = json.loads(result.stdout)
    assert (answer["added"], answer["rejected"], answer["report"]) == (1, 1, None)
    assert "line 2: rejected: title is missing" in result.stderr
    run("threads", write(tmp_path / "dry2.jsonl", [a_thread(1)]), "--group", "sugar", "--dry-run")
    assert count(Article) == count(Topic) == count(Condition) - 1 == count(OutboxRow) == 0
    assert (sorted(path.name for path in (home / "imports").glob("*")) if before else []) == before


def test_threads_become_topics_of_the_archive_with_their_department(
    app: Flask, tmp_path: Path, group: Group, ana: Member, browser: Callable[..., Browser]
) -> None:
    run("threads", write(tmp_path / "t.jsonl", [a_thread(1), a_thread(2, answers=[])]), "--group", "sugar")
    db.session.expire_all()
    topic = db.session.scalars(sa.select(Topic).where(Topic.external_id == "q1")).one()
    assert (topic.post_count, topic.last_number, topic.author_id) == (2, 2, None)
    assert db.session.scalars(sa.select(Group).where(Group.slug == "sugar")).one().topic_count == 2
    page = browser(ana).get(f"/topics/{topic.public_id}").text
    assert "Imported question" in page
    assert "Doctor&#39;s answer (archive)" in page
    assert "<em>心血管科</em>" in page
    assert "Archive" in browser(ana).get("/groups/sugar/topics").text


def test_contacts_in_threads_are_covered_and_doubtful_ones_wait_for_a_moderator(
    app: Flask, tmp_path: Path, group: Group, ana: Member, mia: Member, browser: Callable[..., Browser]
) -> None:
    rows = [a_thread(1, body="我的电话13800138000"), a_thread(2, title="canary", body="我不想活了，活着没意思")]
    result = run("threads", write(tmp_path / "t.jsonl", rows), "--group", "sugar", "--json")
    assert not db.session.scalars(sa.select(Post).where(Post.body.contains("13800138000"))).all()
    assert "line 2: held for a moderator: crisis_high" in report_of(result)
    assert "canary" not in browser(ana).get("/groups/sugar/topics").text
    held = db.session.scalars(sa.select(Post).where(Post.held_at.is_not(None))).one()
    approve_post(held.id, by=mia.id)
    assert "canary" in browser(ana).get("/groups/sugar/topics").text


def test_an_unknown_group_is_one_sentence(app: Flask, tmp_path: Path) -> None:
    result = run("threads", write(tmp_path / "t.jsonl", [a_thread(1)]), "--group", "nowhere")
    assert (result.exit_code, result.stderr.strip()) == (1, "Error: There is no group nowhere.")


def test_imported_texts_are_found_and_drafts_are_not(
    app: Flask, tmp_path: Path, chen: Member, browser: Callable[..., Browser]
) -> None:
    run("articles", write(tmp_path / "a.jsonl", [an_article(1, title="Canarydraft")]))
    shown = write(tmp_path / "b.jsonl", [an_article(2, title="Shownarticle")])
    run("articles", shown, "--state", "published", "--reviewer", "Chen")
    assert "Shownarticle" in browser().get("/search?q=shownarticle").text.split("<main")[1].replace(
        'value="shownarticle"', ""
    )
    assert "Canarydraft" not in browser().get("/search?q=canarydraft").text


def portal(home: Path, *arguments: str) -> subprocess.Popen[bytes]:
    names = ("PORTAL_DATABASE_URL", "DATABASE_URL", "PORTAL_REDIS_URL", "REDIS_URL")
    clean = {name: value for name, value in os.environ.items() if name not in names}
    environment = {**clean, "PORTAL_DATA_DIR": str(home), "PORTAL_LOG_LEVEL": "critical"}
    command = [sys.executable, "-m", "portal", *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def stored(home: Path) -> int:
    with sqlite3.connect(f"file:{home / 'portal.db'}?mode=ro", uri=True) as connection:
        return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])


def test_kill_9_in_the_middle_and_again_gives_every_row_once(tmp_path: Path) -> None:
    total = 4_000
    file = write(tmp_path / "a.jsonl", [an_article(number, body="Words. " * 20) for number in range(total)])
    home = tmp_path / "data"
    assert portal(home, "db", "upgrade").wait(60) == 0
    killed = portal(home, "import", "articles", str(file), "--no-index")
    deadline = time.monotonic() + 60
    while not 0 < stored(home) < total and time.monotonic() < deadline:
        time.sleep(0.002)
    killed.send_signal(signal.SIGKILL)
    killed.wait(10)
    assert 0 < stored(home) < total
    assert portal(home, "import", "articles", str(file), "--no-index").wait(120) == 0
    with sqlite3.connect(home / "portal.db") as connection:
        rows = connection.execute("SELECT count(*), count(DISTINCT external_id) FROM articles").fetchone()
        revisions = connection.execute("SELECT count(*), count(DISTINCT article_id) FROM article_revisions").fetchone()
        waiting = connection.execute("SELECT payload FROM outbox WHERE kind = 'index.update'").fetchall()
    assert rows == revisions == (total, total)
    assert len([row_id for (payload,) in waiting for row_id in json.loads(payload)["ids"]]) == total


@pytest.mark.slow
@pytest.mark.skipif(not (SHARED / "articles-en.jsonl.gz").exists(), reason=f"no shared data at {SHARED}")
def test_the_real_files_come_in_whole_within_two_minutes(app: Flask, chen: Member, group: Group) -> None:
    started = time.monotonic()
    articles = run("articles", SHARED / "articles-en.jsonl.gz", "--state", "published", "--reviewer", "Chen", "--json")
    threads = run("threads", SHARED / "threads-zh.jsonl.gz", "--group", "sugar", "--json")
    seconds = time.monotonic() - started
    for name, result in (("articles", articles), ("threads", threads)):
        answer = json.loads(result.stdout)
        print(name, {key: answer[key] for key in ("lines", "added", "rejected", "seconds", "index_seconds")})
        assert answer["rejected"] == 0
    assert (count(Article), count(Topic)) == (16_407, 7_644)
    assert seconds <= 120
