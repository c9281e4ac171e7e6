"""Who comes through which address with which object: the rule for every route that names one.

A line says for one method of one endpoint who gets through (`does`), who sees that the thing exists but is refused
(`sees`), and the fields of a form that would succeed. For everyone else, and for those whom the route's reviewed policy
(routes.txt) keeps out, the thing answers exactly like one that does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Who = dict[str, frozenset[str]]
ROLES = "signed out, ben, ana, fei, chen, moe, mia, eli, ada, sam"
"""Ben is a patient outside, Ana one in the closed group, Fei cares for Ana, Chen is its doctor and Mia its moderator,
Moe moderates elsewhere, Eli is editor, Ada admin, Sam a suspended member of the closed group."""

ALL = frozenset(ROLES.split(", "))
GOOD = ALL - {"signed out", "sam"}
WORDS = {"all": ALL, "signed-in": ALL - {"signed out"}, "good": GOOD, "nobody": frozenset()}


def who(**kinds: str) -> Who:
    """The people of each kind of object, by name or by word."""
    return {
        kind: frozenset().union(*(WORDS.get(word, {word}) for word in text.split())) for kind, text in kinds.items()
    }


@dataclass(frozen=True)
class Door:
    does: Who
    sees: Who = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)


def door(does: Who, sees: Who | None = None, **fields: str) -> Door:
    return Door(does, sees or {}, fields)


ADMINS = who(open="ada", closed="ada", hidden="ada", own="ada")
KNOWERS = who(open="all", closed="all", hidden="ada", own="good")
READERS = who(open="all", closed="ana chen mia ada", hidden="ada", own="good", held="ada")
OPEN_READERS = READERS | who(held="nobody")
OTHERS_READERS = OPEN_READERS | who(own="nobody")
WRITERS = who(open="ada", closed="ana chen mia ada", hidden="ada", own="good")
JOINED = who(closed="ana chen sam", own="signed-in")
MODERATORS = who(open="ada", closed="mia ada", hidden="ada", own="ada", held="ada")
JUDGES = MODERATORS | who(own="nobody")
LEADERS = who(open="ada", closed="chen mia ada", hidden="ada", own="chen ada")
ANSWERERS = who(closed="chen", own="chen")
AUTHORS = who(own="good")
OWNERS = who(own="signed-in")
CARERS = who(closed="ana chen mia ada fei")
MEMBERS = who(open="good")
EDITORS, PEOPLE = who(own="eli ada", others="eli ada"), who(own="ada", others="ada")
DRAFTERS, DESK = EDITORS | who(own="chen eli ada"), who(own="chen eli ada", others="chen eli ada")
STAFF = who(own="good", others="good")

ARTICLE = {"lang": "en", "title": "Measuring", "body": "Sit down.", "sources": "Guideline", "base": "1"}
GROUP = {"name_zh_hans": "糖友", "name_zh_hant": "糖友", "name_en": "Sugar", "visibility": "public"}
LICENSE = {
    "license_number": "1",
    "hospital": "First",
    "department": "Heart",
    "title": "Chief",
    "expires_on": "2999-01-01",
}
SETTLED = {"outcome": "dismiss", "reason": "other"}

DOORS = {
    "GET home.group": door(KNOWERS),
    "GET community.topics": door(READERS),
    "GET community.join": door(KNOWERS),
    "POST community.choose_label": door(KNOWERS, label="patient"),
    "POST community.agree": door(KNOWERS, agreed="y", version="1", locale="en"),
    "GET community.membership": door(JOINED),
    "POST community.leave": door(JOINED),
    "GET community.edit": door(ADMINS),
    "POST community.save": door(ADMINS, **GROUP),
    "POST community.ask_anew": door(ADMINS),
    "GET community.requests": door(MODERATORS),
    "POST community.invite": door(MODERATORS, member="{stranger}"),
    "POST community.approve": door(MODERATORS),
    "POST community.decline": door(MODERATORS),
    "GET community.new_topic": door(READERS),
    "POST community.start_topic": door(WRITERS, READERS, title="Lunch", body="Soup."),
    "GET community.topic": door(READERS),
    "POST community.reply": door(WRITERS, READERS, body="Me too."),
    "POST community.pin": door(MODERATORS, on="1"),
    "POST community.close": door(MODERATORS, on="1"),
    "GET community.post": door(READERS),
    "GET community.care": door(AUTHORS),
    "GET community.edit_text": door(AUTHORS),
    "POST community.save_text": door(AUTHORS, title="Lunch", body="Soup.", version="1"),
    "POST community.support": door(OTHERS_READERS, OPEN_READERS, on="1"),
    "GET moderation.report": door(READERS),
    "POST moderation.report": door(READERS | who(own="nobody"), READERS, reason="other"),
    "GET live.session": door(READERS),
    "GET live.events": door(READERS),
    "GET live.calendar": door(READERS),
    "GET live.mine": door(READERS),
    "GET live.host": door(LEADERS),
    "POST live.opening": door(LEADERS),
    "POST live.closure": door(LEADERS),
    "POST live.cancellation": door(LEADERS),
    "POST live.presence": door(READERS),
    "POST live.ask": door(WRITERS, READERS, body="May I eat rice?"),
    "GET live.care": door(AUTHORS),
    "GET live.answer_page": door(LEADERS),
    "POST live.answer": door(ANSWERERS, LEADERS, answer="A little."),
    "POST live.approval": door(LEADERS),
    "POST live.rejection": door(LEADERS),
    "POST live.vote": door(WRITERS, OPEN_READERS),
    "GET challenges.challenge": door(READERS | CARERS),
    "POST challenges.join": door(READERS),
    "POST challenges.check_in_today": door(who(own="good", closed="ana"), READERS),
    "GET home.article": door(who(open="all")),
    "GET pwa.article": door(who(open="all")),
    "POST home.discuss": door(MEMBERS),
    "POST content.vote": door(MEMBERS),
    "GET content.edit": door(DRAFTERS),
    "POST content.save": door(DRAFTERS, **ARTICLE),
    "POST content.ask_review": door(DRAFTERS, revision="1"),
    "POST content.put_online": door(EDITORS, DRAFTERS, revision="1"),
    "POST content.take_down": door(EDITORS, DESK, reason="Out of date"),
    "GET content.review": door(who(others="chen")),
    "POST content.decide": door(who(others="chen"), DESK, revision="1", decision="approved"),
    "GET moderation.case": door(JUDGES),
    "POST moderation.claim": door(JUDGES),
    "POST moderation.release": door(who(closed="mia"), JUDGES),
    "POST moderation.decide": door(JUDGES, **SETTLED),
    "POST moderation.sanction": door(JUDGES, kind="warn", reason="other"),
    "POST moderation.lift": door(JUDGES, MODERATORS),
    "GET accounts.person": door(PEOPLE),
    "POST accounts.grant": door(PEOPLE, role="editor"),
    "POST accounts.end_grant": door(who(others="ada"), role="editor"),
    "POST accounts.credential": door(PEOPLE, **LICENSE),
    "POST accounts.end_one_device": door(OWNERS),
    "POST accounts.end_tie": door(OWNERS),
    "POST notifications.read": door(OWNERS),
    "POST rewards.redeem_item": door(MEMBERS, request_key="matrix"),
    "POST rewards.undo": door(AUTHORS),
    "POST rewards.hand_over_item": door(STAFF),
}
