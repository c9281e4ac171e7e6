"""Longer guides on three subjects, some in several languages, reviewed and published; readers have thanked for them."""

from __future__ import annotations

from portal.cli.seed.cast import Cast
from portal.cli.seed.guide_texts import GUIDES, INSOMNIA
from portal.conditions.actions import define_condition
from portal.content.actions.publishing import publish
from portal.content.actions.reading import mark_useful
from portal.content.actions.review import decide_review, request_review
from portal.content.actions.writing import write_article
from portal.content.text import ArticleText, Citation


def sow(cast: Cast) -> None:
    cast.conditions["insomnia"] = define_condition("insomnia", **INSOMNIA).id
    editor, doctor = cast.people["eli"], cast.people["chen"]
    originals: dict[str, int] = {}
    for age, guide in enumerate(reversed(GUIDES), 1):
        text = ArticleText(
            title=guide["title"],
            summary=guide["summary"],
            body=guide["body"],
            sources=tuple(Citation(*source) for source in guide["sources"]),
            condition_id=cast.conditions[guide["condition"]],
            ai_assisted=guide.get("ai_assisted", False),
        )
        with cast.ago(days=30 - 4 * age):
            original = originals.get(guide["condition"])
            slug, lang = guide["slug"], guide["lang"]
            row = write_article(text, lang=lang, by=editor, slug=slug, original_id=original)
            originals.setdefault(guide["condition"], row.id)
            request_review(row.id, revision=1, by=editor)
            decide_review(row.id, revision=1, approve=True, by=doctor)
            publish(row.id, revision=1, by=editor)
        for name in guide["thanked_by"]:
            mark_useful(row.id, by=cast.people[name])
