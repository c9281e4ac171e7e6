"""The topics of a group, opening one, and the page of one."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal.community.actions.posts import open_topic, publish_reply
from portal.community.actions.topics import close_topic, pin_topic
from portal.community.forms import ReplyForm, TopicForm
from portal.community.policy import visible_topic_or_404
from portal.community.queries.groups import GroupRow, group_or_404
from portal.community.queries.posts import draft_of, post_row_or_404
from portal.community.queries.topics import TOPICS_A_PAGE, group_asking_anew, group_topics, topic_or_404
from portal.community.views.blueprint import blueprint
from portal.community.views.topic_page import post_url, refuse, refused_reply, show_topic
from portal.core.errors import DomainError, Invalid, NotFound
from portal.core.i18n import current_locale
from portal.core.security import limiter
from portal.core.web import is_htmx, policy, render, see_other, viewer


@blueprint.get("/groups/<slug>/topics")
@policy("public")
def topics(slug: str) -> ResponseReturnValue:
    group = _readable(slug)
    before = request.args.get("before", "")
    rows = group_topics(viewer(), group.id, before)
    more = rows[TOPICS_A_PAGE - 1].cursor if len(rows) > TOPICS_A_PAGE else None
    shown = rows[:TOPICS_A_PAGE]
    return render("community/topics.html", group=group, topics=shown, before=before, more=more, nav="groups")


@blueprint.get("/groups/<slug>/topics/new")
@policy("member")
def new_topic(slug: str) -> ResponseReturnValue:
    group = _readable(slug)
    draft = draft_of(viewer().id, f"topic:{slug}")
    saved = {"title": draft.title, "body": draft.body} if draft else None
    return _compose(group, TopicForm(formdata=None, data=saved))


@blueprint.post("/groups/<slug>/topics")
@policy("member")
@limiter.limit("10 per minute")
def start_topic(slug: str) -> ResponseReturnValue:
    group, form = _readable(slug), TopicForm()
    try:
        if not form.validate():
            return _compose(group, form, status=422)
        written = open_topic(
            group.id,
            form.title.data,
            form.body.data,
            by=viewer().id,
            request_key=form.request_key.data,
            locale=current_locale(),
        )
    except DomainError as problem:
        refuse(form, problem)
        return _compose(group, form, status=problem.status)
    return see_other(_next_page(written.care, written.public_id) or post_url(written))


@blueprint.get("/topics/<public_id>")
@policy("public")
def topic(public_id: str) -> ResponseReturnValue:
    try:
        return show_topic(topic_or_404(viewer(), public_id))
    except NotFound:
        slug = group_asking_anew(viewer().id, public_id) if viewer() else None
        if slug is None:
            raise
        return see_other(url_for("community.join", slug=slug))


@blueprint.post("/topics/<public_id>/posts")
@policy("member")
@limiter.limit("20 per minute")
def reply(public_id: str) -> ResponseReturnValue:
    topic, form, person = topic_or_404(viewer(), public_id), ReplyForm(), viewer()
    try:
        if not form.validate():
            raise Invalid()
        written = publish_reply(
            topic.id, form.body.data, by=person.id, request_key=form.request_key.data, locale=current_locale()
        )
    except DomainError as problem:
        return refused_reply(topic, form, problem)
    care = _next_page(written.care, written.public_id)
    if care or not is_htmx():
        return see_other(care or post_url(written))
    post = post_row_or_404(person, written.public_id)
    return render("community/_reply.html", post=post, topic=topic, form=None, is_live=True)


@blueprint.post("/topics/<public_id>/pin")
@policy("moderator")
def pin(public_id: str) -> ResponseReturnValue:
    found = visible_topic_or_404(viewer(), public_id)
    pin_topic(found.id, request.form.get("on") == "1", by=viewer().id)
    return see_other(url_for("community.topic", public_id=public_id))


@blueprint.post("/topics/<public_id>/closure")
@policy("moderator")
def close(public_id: str) -> ResponseReturnValue:
    found = visible_topic_or_404(viewer(), public_id)
    close_topic(found.id, request.form.get("on") == "1", by=viewer().id)
    return see_other(url_for("community.topic", public_id=public_id))


def _readable(slug: str) -> GroupRow:
    """A group whose topics the reader may see. Raises NotFound."""
    group = group_or_404(viewer(), slug, current_locale())
    if not group.is_readable:
        raise NotFound()
    return group


def _compose(group: GroupRow, form: TopicForm, status: int = 200) -> Response:
    return render("community/new_topic.html", status=status, group=group, form=form, nav="groups")


def _next_page(care: str, public_id: str) -> str | None:
    return url_for("community.care", public_id=public_id) if care else None
