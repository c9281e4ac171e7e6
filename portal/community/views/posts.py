"""One post: its help page, editing, support; and drafts of posts to come."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal.community.actions.drafts import save_draft
from portal.community.actions.posts import edit_post
from portal.community.actions.screening import care_for
from portal.community.actions.support import support_post
from portal.community.forms import DraftForm, EditForm, as_number
from portal.community.models import Post
from portal.community.policy import visible_post_or_404
from portal.community.queries.posts import post_row_or_404
from portal.community.views.blueprint import blueprint
from portal.community.views.topic_page import newest_after, post_url, refuse
from portal.core.errors import DomainError, Invalid, NotFound
from portal.core.i18n import current_locale
from portal.core.security import limiter
from portal.core.web import is_htmx, policy, render, see_other, viewer
from portal.safety.screen import screen_fields


@blueprint.get("/posts/<public_id>")
@policy("public")
def post(public_id: str) -> ResponseReturnValue:
    """Leads to the page of the topic that shows the post, at the post."""
    return see_other(_page_of(visible_post_or_404(viewer(), public_id)))


@blueprint.get("/posts/<public_id>/care")
@policy("account")
def care(public_id: str) -> ResponseReturnValue:
    """Shows the author of a worrying text the help they may need now, and what became of the text."""
    post = _own_post(public_id)
    title = post.topic.title if post.number == 1 else ""
    level = care_for(screen_fields(title, post.body, lang=post.lang))
    return render("community/care.html", post=post, care=level, back=_page_of(post), nav="groups")


@blueprint.get("/posts/<public_id>/edit")
@policy("member")
def edit_text(public_id: str) -> ResponseReturnValue:
    post = _own_post(public_id)
    title = post.topic.title if post.number == 1 else None
    form = EditForm(formdata=None, data={"title": title, "body": post.body, "version": post.version})
    return _edit_page(post, form)


@blueprint.post("/posts/<public_id>/edit")
@policy("member")
@limiter.limit("20 per minute")
def save_text(public_id: str) -> ResponseReturnValue:
    post, form = _own_post(public_id), EditForm()
    try:
        if not form.validate():
            raise Invalid()
        written = edit_post(
            post.id,
            form.body.data,
            by=viewer().id,
            version=as_number(form.version.data),
            title=(form.title.data or "") if post.number == 1 else None,
            locale=current_locale(),
        )
    except DomainError as problem:
        refuse(form, problem)
        form.version.data = post.version
        return _edit_page(post, form, problem.status)
    return see_other(url_for("community.care", public_id=public_id) if written.care else post_url(written))


@blueprint.post("/posts/<public_id>/support")
@policy("member")
@limiter.limit("60 per minute")
def support(public_id: str) -> ResponseReturnValue:
    post = visible_post_or_404(viewer(), public_id)
    support_post(post.id, request.form.get("on") == "1", by=viewer().id)
    if is_htmx():
        return render("community/_support.html", post=post_row_or_404(viewer(), public_id))
    return see_other(_page_of(post))


@blueprint.post("/drafts")
@policy("member")
def draft() -> ResponseReturnValue:
    form = DraftForm()
    if not form.validate():
        raise Invalid()
    save_draft(form.place.data, form.title.data or "", form.body.data or "", by=viewer().id)
    return Response(status=204)


def _own_post(public_id: str) -> Post:
    post = visible_post_or_404(viewer(), public_id)
    if post.author_id != viewer().id:
        raise NotFound()
    return post


def _edit_page(post: Post, form: EditForm, status: int = 200) -> Response:
    return render("community/edit_post.html", status=status, post=post, form=form, back=_page_of(post), nav="groups")


def _page_of(post: Post) -> str:
    after = newest_after(post.number)
    anchor = f"post-{post.public_id}"
    return url_for("community.topic", public_id=post.topic.public_id, after=after, _anchor=anchor)
