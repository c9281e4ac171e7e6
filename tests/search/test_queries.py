"""Who finds what, once real rows are indexed by the worker."""

from __future__ import annotations

import sqlalchemy as sa

from portal.community.models import Post
from portal.conditions.actions import define_condition
from portal.core import clock
from portal.core.bus import announce
from portal.core.db import db, transaction
from portal.events import PostHidden, PostRestored
from portal.search import indexing
from portal.search.actions import index_row, note_miss
from portal.search.queries import audiences_of, find, misses, suggest
from portal.search.shelf import shelf
from tests.factories import grant, make_group


def found(query, viewer=None):
    return [(result.kind, result.row.title) for result in find(query, viewer).results]


def test_a_word_finds_its_topic_and_reply_but_not_its_neighbor(say, ana):
    group = make_group(visibility="public")
    say(group, ana, "控制血糖", "早饭后偏高", "少吃一点饭，血糖就好了")
    assert sorted(found("血糖")) == [("post", "控制血糖"), ("topic", "控制血糖")]
    assert found("血脂") == []


def test_traditional_words_find_and_mark_simplified_text(say, ana):
    say(make_group(visibility="public"), ana, "头晕用药", "最近总是头晕")
    [result] = find("頭暈", None).results
    assert result.title == "<mark>头晕</mark>用药"
    assert result.excerpt == "最近总是<mark>头晕</mark>"


def test_a_closed_group_is_found_by_its_members_and_moderators_alone(say, group, ana, ben, mia, moe, sam):
    say(group, ana, "空腹血糖", "七点九")
    assert found("血糖", ana) == found("血糖", mia) == [("topic", "空腹血糖")]
    assert found("血糖", ben) == found("血糖", moe) == found("血糖", sam) == found("血糖") == []
    assert shelf().index().search(["血糖"], audiences=audiences_of(ben)).total == 0


def test_a_hidden_opening_post_takes_its_replies_along_and_brings_them_back(say, ana, mia, deliver):
    topic = say(make_group(visibility="public"), ana, "血糖高", "怎么办", "血糖可以控制")
    opening = db.session.scalars(sa.select(Post).where(Post.topic_id == topic.id, Post.number == 1)).one()
    for hidden_at, event, kept in ((clock.now(), PostHidden, 0), (None, PostRestored, 2)):
        with transaction():
            topic.hidden_at = opening.hidden_at = hidden_at
            db.session.flush()
            announce(event(opening.id, topic.id, ana.id, mia.id))
        deliver()
        assert (shelf().index().count(), len(found("血糖"))) == (kept, kept)


def test_a_row_that_is_no_longer_visible_is_no_hit_even_before_the_index_knows(say, ana):
    topic = say(make_group(visibility="public"), ana, "血糖高", "怎么办")
    with transaction():
        topic.hidden_at = clock.now()
    assert shelf().index().count() == 1
    assert found("血糖") == []


def test_a_group_that_closes_leaves_the_results_of_outsiders(say, ana, deliver):
    group = make_group(visibility="public")
    say(group, ana, "血糖高", "怎么办")
    with transaction():
        group.visibility = "hidden"
        index_row("group", group.id)
    deliver()
    assert found("血糖") == []
    assert shelf().index().search(["血糖"]).total == 0


def test_delivering_an_update_twice_changes_nothing(say, ana, deliver):
    topic = say(make_group(visibility="public"), ana, "血糖高", "怎么办")
    with transaction():
        index_row("topic", topic.id)
        index_row("topic", topic.id)
    deliver()
    assert found("血糖") == [("topic", "血糖高")]


def test_a_synonym_added_now_finds_with_the_next_query(say, ana):
    say(make_group(visibility="public"), ana, "高血压饮食", "少放盐", lang="zh-Hans")
    names = {"zh_hans": "高血压", "zh_hant": "高血壓", "en": "Hypertension"}
    assert found("htn") == []
    define_condition("hypertension", **names, synonyms=[("HTN", "en")])
    assert found("htn") == [("topic", "高血压饮食")]
    assert found("hypertension") == [("topic", "高血压饮食")]


def test_a_query_without_words_finds_nothing(app):
    for query in ("", "  ", "，。", "的", "*?[a TO z]", "\x00", "x" * 5000, '"', "body:[a TO z]"):
        assert found(query) == []


def test_suggestions_name_diseases_and_public_titles_only(say, ana, group):
    say(make_group(visibility="public", condition=None), ana, "糖尿病饮食", "少吃糖")
    say(group, ana, "糖尿病秘密", "不公开")
    assert suggest("糖") == ["糖尿病", "糖尿病饮食"]
    assert suggest("diab") == ["Diabetes"]
    assert suggest("%") == []


def test_a_miss_is_counted_without_who_asked(app):
    for query in ("消渴 症", "消渴  症", "我的电话13812345678", "不想活了", "x" * 61, ""):
        note_miss(query)
    [miss] = misses()
    assert (miss.words, miss.count) == ("消渴 症", 2)
    assert not [column for column in miss.__table__.columns if "member" in column.name or "user" in column.name]


def test_check_names_what_is_out_of_step_and_repair_mends_it(say, ana):
    topic = say(make_group(visibility="public"), ana, "血糖高", "怎么办", "回复")
    assert not indexing.check()
    with transaction():
        topic.title = "血压高"
        db.session.execute(sa.delete(Post).where(Post.number == 2))
    shelf().index().apply(deletes=[])
    drift = indexing.check()
    assert (drift.stale, len(drift.extra), drift.missing) == ([f"topic:{topic.id}"], 1, [])
    indexing.repair(drift)
    assert not indexing.check()


def test_a_rebuild_finds_the_same_and_replaces_the_old_directory(app, say, ana):
    say(make_group(visibility="public"), ana, "血糖高", "怎么办", "回复")
    steps = []
    old = shelf().index()
    assert indexing.reindex(lambda done, total: steps.append((done, total))) == 2
    assert shelf().index() is not old
    assert found("血糖") == [("topic", "血糖高")]
    assert steps[-1] == (3, 3)
    home = app.extensions["settings"].data_dir / "search"
    assert len([path for path in home.iterdir() if not path.is_symlink()]) == 1


def test_what_happens_during_a_rebuild_is_in_the_new_index(say, ana):
    group = make_group(visibility="public")
    say(group, ana, "血糖高", "怎么办")
    indexing.reindex(lambda done, total: done == total and say(group, ana, "血脂高", "怎么办"))
    assert found("血脂") == [("topic", "血脂高")]


def test_an_admin_finds_what_every_group_says(say, group, ana, ben):
    say(group, ana, "空腹血糖", "七点九")
    grant(ben, "moderator")
    assert found("血糖", ben) == [("topic", "空腹血糖")]
