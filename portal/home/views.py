"""The pages that are made of several features."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from portal.community.actions.topics import discuss_article
from portal.content.policy import published_article_or_404
from portal.content.wording import LANGUAGE_NAMES
from portal.core.i18n import current_locale, today
from portal.core.security import limiter
from portal.core.web import policy, render, see_other, viewer
from portal.home.article_page import read_article_page
from portal.home.components_page import BADGES, TOKENS, TONES, read_samples
from portal.home.group_home import read_group_home
from portal.home.own_page import read_own_page
from portal.home.staff_page import read_staff_page
from portal.home.start_page import PROMISES, read_start_page, read_welcome
from portal.moderation.forms import REASON_NAMES

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@policy("public")
def index() -> ResponseReturnValue:
    member = viewer()
    if member is None or member.is_suspended:
        return render("home/welcome.html", welcome=read_welcome(current_locale()), promises=PROMISES, nav="home")
    return render("home/index.html", day=read_start_page(member, current_locale()), nav="home")


@blueprint.get("/me")
@policy("account")
def me() -> ResponseReturnValue:
    mine = read_own_page(viewer(), current_locale())
    return render("home/me.html", mine=mine, reasons=REASON_NAMES, nav="me")


@blueprint.get("/staff/")
@policy("staff")
def staff() -> ResponseReturnValue:
    return render("home/staff.html", desk=read_staff_page(viewer()), reasons=REASON_NAMES, nav="staff")


@blueprint.get("/staff/components")
@policy("staff")
def components() -> ResponseReturnValue:
    samples = read_samples()
    return render("home/components.html", samples=samples, tokens=TOKENS, tones=TONES, badges=BADGES, nav="components")


@blueprint.get("/articles/<slug>")
@policy("public")
def article(slug: str) -> ResponseReturnValue:
    page = read_article_page(viewer(), slug)
    if page.reading.article.slug != slug:
        return see_other(url_for("home.article", slug=page.reading.article.slug))
    return render("home/article.html", shown=page, language_names=LANGUAGE_NAMES, nav="learn")


@blueprint.post("/articles/<slug>/discussion")
@policy("member")
@limiter.limit("20 per minute")
def discuss(slug: str) -> ResponseReturnValue:
    """Leads to the discussion under an article, which an imported one gets when it is first asked for."""
    article = published_article_or_404(slug)
    topic = discuss_article(article.public_id, article.title, article.lang)
    return see_other(url_for("community.topic", public_id=topic.public_id, _anchor="composer"))


@blueprint.get("/groups/<slug>")
@policy("public")
def group(slug: str) -> ResponseReturnValue:
    home = read_group_home(viewer(), slug, current_locale(), today())
    return render("home/group.html", home=home, group=home.group, nav="groups")
