"""The page of one topic: which twenty posts, what is new, the composer; shown by GET and after a refused reply."""

from __future__ import annotations

import structlog
from flask import Flask, current_app, request, url_for
from werkzeug.wrappers import Response

from portal.accounts.viewer import Viewer
from portal.community.actions.posts import Written
from portal.community.forms import ReplyForm
from portal.community.models import POSTS_A_PAGE
from portal.community.queries.groups import GroupRow, group_or_404
from portal.community.queries.posts import draft_of, post_page
from portal.community.queries.topics import TopicHead
from portal.community.read_marks import ReadMarks
from portal.community.views.blueprint import blueprint
from portal.core.errors import DomainError, Invalid
from portal.core.forms import Form
from portal.core.i18n import current_locale
from portal.core.web import is_htmx, render, viewer

log = structlog.get_logger()


def show_topic(topic: TopicHead, form: ReplyForm | None = None, status: int = 200) -> Response:
    """Renders the page that `?after=` asks for, or else the one that holds the reader's first unread post."""
    person = viewer()
    group = group_or_404(person, topic.group_slug, current_locale()) if topic.group_slug else None
    read = _read_number(person, topic)
    posts = post_page(person, topic.id, topic.group_id, _start(topic, read))
    can_reply = _can_reply(person, group, topic)
    response = render(
        "community/topic.html",
        status=status,
        topic=topic,
        group=group,
        posts=posts,
        first_unread=next((post.number for post in posts.posts if read and post.number > read), None),
        newest_after=newest_after(topic.last_number),
        can_reply=can_reply,
        form=(form or _begun(person, topic)) if can_reply else None,
        nav="groups",
    )
    if person is not None and not person.is_suspended and posts.posts and posts.posts[-1].number > read:
        _mark_read(response, person.public_id, topic.public_id, posts.posts[-1].number)
    return response


def refused_reply(topic: TopicHead, form: ReplyForm, problem: DomainError) -> Response:
    """The same page, or for htmx only the composer, with the refusal and what was typed."""
    refuse(form, problem)
    if not is_htmx():
        return show_topic(topic, form, problem.status)
    response = render("community/_composer.html", status=problem.status, topic=topic, form=form, is_live=True)
    response.headers["HX-Retarget"] = "#composer"
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def refuse(form: Form, problem: DomainError) -> None:
    """Puts any refusal on the form, so that what was typed stays; fields that already say what is wrong suffice."""
    if form.errors and isinstance(problem, Invalid):
        return
    form.refuse(problem if isinstance(problem, Invalid) else Invalid(problem.message))


def post_url(written: Written) -> str:
    """The page of the topic that shows a post, at the post."""
    after = newest_after(written.number)
    return url_for(
        "community.topic", public_id=written.topic_public_id, after=after, _anchor=f"post-{written.public_id}"
    )


def newest_after(number: int) -> int:
    return max(0, number - POSTS_A_PAGE)


def read_marks() -> ReadMarks:
    marks: ReadMarks = current_app.extensions.setdefault("read_marks", ReadMarks())
    return marks


def _start(topic: TopicHead, read: int) -> int:
    asked = request.args.get("after", type=int)
    if asked is not None:
        return min(max(asked, 0), topic.last_number)
    if topic.last_number <= POSTS_A_PAGE:
        return 0
    if read >= topic.last_number:
        return newest_after(topic.last_number)
    return max(0, read - 1)


def _read_number(person: Viewer | None, topic: TopicHead) -> int:
    if person is None:
        return 0
    return max(topic.read_number or 0, read_marks().pending(person.public_id, topic.public_id))


def _can_reply(person: Viewer | None, group: GroupRow | None, topic: TopicHead) -> bool:
    if person is None or person.is_suspended or topic.is_held or topic.is_hidden:
        return False
    inside = group is None or group.can_write
    return inside and (topic.is_moderated or not topic.is_closed)


def _begun(person: Viewer, topic: TopicHead) -> ReplyForm | None:
    """The form with the draft of a reply, if there is one."""
    draft = draft_of(person.id, f"reply:{topic.public_id}")
    return ReplyForm(formdata=None, data={"body": draft.body}) if draft else None


@blueprint.app_template_global()
def blank_reply() -> ReplyForm:
    return ReplyForm(formdata=None)


def _mark_read(response: Response, member: str, topic: str, number: int) -> None:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    marks = read_marks()

    def write() -> None:
        try:
            with app.app_context():
                marks.note(member, topic, number)
        except Exception as problem:  # the answer is already sent; the next visit marks again
            log.warning("read_mark", problem=type(problem).__name__)

    response.call_on_close(write)
