"""The pages of groups, topics and posts, with and without htmx."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.models import Consent, Member
from portal.community.actions.admission import silence_member
from portal.community.actions.groups import ask_consent_anew
from portal.community.actions.membership import leave_group
from portal.community.actions.moderating import hide_post
from portal.community.actions.posts import Written, publish_reply
from portal.community.models import Draft, Group, JoinRequest, Post, ReadMark, Topic
from portal.community.policy import is_member
from portal.core import clock
from portal.core.db import db, transaction
from portal.rewards.actions.titles import define_title
from tests.browser_client import Browser
from tests.community.conftest import ADVERT, CHEST_PAIN, SAD
from tests.factories import join, make_group, make_member

Open = Callable[..., Browser]


def texts(topic: Topic) -> list[str]:
    return list(db.session.scalars(sa.select(Post.body).where(Post.topic_id == topic.id).order_by(Post.number)))


def test_my_groups_come_first_and_hidden_ones_only_for_members(browser: Open, ana: Member, ben: Member) -> None:
    hidden = make_group("quiet", "hidden", name_en="Quiet corner")
    make_group("open", "public", name_en="Open corner")
    join(hidden, ana)
    mine = browser(ana).get("/groups").text
    assert mine.index("My groups") < mine.index("Quiet corner") < mine.index("Groups you can join")
    assert mine.index("Groups you can join") < mine.index("Open corner")
    for person in (ben, None):
        page = browser(person).get("/groups").text
        assert "/groups/open" in page and "/groups/quiet" not in page


def test_a_group_without_an_illness_is_joined_in_one_step(browser: Open, ben: Member) -> None:
    group = make_group("newcomers", "public", condition=None)
    page = browser(ben)
    assert page.get("/groups/newcomers/join").status_code == 200
    answer = page.submit("/groups/newcomers/join", label="family")
    assert (answer.status_code, answer.location) == (303, "/groups/newcomers")
    assert is_member(ben, group.id)


def test_a_disease_group_asks_its_consent_on_a_page_of_its_own(browser: Open, ben: Member, group: Group) -> None:
    page = browser(ben)
    asked = page.submit("/groups/sugar/join", label="family")
    assert asked.status_code == 200 and "Health details are sensitive" in asked.text
    assert 'name="agreed"' in asked.text and "checked" not in asked.text
    assert db.session.scalar(sa.select(Consent.id)) is None
    refused = page.submit("/groups/sugar/memberships", label="family", version="1", locale="en")
    assert refused.status_code == 422 and "Health details are sensitive" in refused.text
    assert 'value="family"' in refused.text and not is_member(ben, group.id)
    agreed = page.submit("/groups/sugar/memberships", label="family", version="1", locale="en", agreed="y")
    assert agreed.status_code == 303 and is_member(ben, group.id)
    settings = page.get("/groups/sugar/membership").text
    assert "Withdraw my consent" in settings
    assert page.submit("/groups/sugar/withdrawal").status_code == 303
    assert not is_member(ben, group.id)
    assert page.get("/groups/sugar/membership").status_code == 404


def test_a_changed_text_is_asked_before_the_next_entry(
    browser: Open, ana: Member, ada: Member, group: Group, topic: Topic
) -> None:
    ask_consent_anew(group.id, by=ada.id)
    page = browser(ana)
    assert "Morning sugar" not in page.get("/groups/sugar").text
    assert page.get(f"/topics/{topic.public_id}").location == "/groups/sugar/join"
    assert page.get("/groups/sugar/topics").status_code == 404
    assert "Health details are sensitive" in page.get("/groups/sugar/join").text
    page.submit("/groups/sugar/memberships", version="2", locale="en", agreed="y")
    assert "Morning sugar" in page.get("/groups/sugar").text


def test_an_approval_group_lets_moderators_decide(browser: Open, ben: Member, ada: Member) -> None:
    group = make_group("heart", "approval")
    page, staff = browser(ben), browser(ada)
    form = {"label": "patient", "note": "For my heart", "version": "1", "locale": "en", "agreed": "y"}
    assert page.submit("/groups/heart/memberships", **form).status_code == 303
    assert "Your request is with the moderators" in page.get("/groups/heart").text
    assert "For my heart" in staff.get("/groups/heart/requests").text
    assert page.get("/groups/heart/requests").status_code == 404
    address = f"/groups/heart/requests/{ben.public_id}/approval"
    assert [staff.submit(address).status_code for _ in range(2)] == [303, 404]
    assert is_member(ben, group.id) and db.session.scalar(sa.select(JoinRequest.id)) is None


def test_sending_a_reply_twice_shows_the_first_post(browser: Open, ana: Member, topic: Topic) -> None:
    page = browser(ana)
    answers = [page.submit(f"/topics/{topic.public_id}/posts", body="Only once", request_key="k") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert texts(topic) == ["Mine is high at six.", "Only once"]
    assert "Only once" in page.get(answers[0].location.split("#")[0]).text


def test_opening_a_topic_twice_shows_the_first_topic(browser: Open, ana: Member, group: Group) -> None:
    page, form = browser(ana), {"title": "Shoes", "body": "Which?", "request_key": "t"}
    answers = [page.submit("/groups/sugar/topics", **form) for _ in range(2)]
    assert {answer.location for answer in answers} == {answers[0].location}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Topic)) == 1


def test_htmx_gets_the_same_post_as_a_fresh_page_and_a_new_key(browser: Open, ana: Member, topic: Topic) -> None:
    page = browser(ana)
    answer = page.submit(f"/topics/{topic.public_id}/posts", htmx=True, body="A **bold** reply", request_key="k")
    assert answer.status_code == 200 and "<!DOCTYPE" not in answer.text
    fragment = answer.text[answer.text.index("<article") : answer.text.index("</article>")]
    assert fragment in page.get(f"/topics/{topic.public_id}").text
    assert 'data-hx-swap-oob="true"' in answer.text and 'value="k"' not in answer.text


@pytest.mark.parametrize("htmx", [False, True])
def test_a_refused_reply_keeps_what_was_typed(
    browser: Open, ana: Member, mia: Member, topic: Topic, htmx: bool
) -> None:
    page, address = browser(ana), f"/topics/{topic.public_id}/posts"
    long = page.submit(address, htmx=htmx, body="long " * 5000)
    assert long.status_code == 422 and "long long" in long.text and "too long" in long.text
    assert page.submit(address, htmx=htmx, body=" ").status_code == 422
    silence_member(topic.group_id, ana.id, clock.now() + timedelta(days=1), by=mia.id)
    silenced = page.submit(address, htmx=htmx, body="Let me speak")
    assert silenced.status_code == 403
    assert "paused your posting" in silenced.text


def test_a_refused_topic_keeps_what_was_typed(browser: Open, ana: Member, group: Group) -> None:
    answer = browser(ana).submit("/groups/sugar/topics", title="", body="My whole story")
    assert answer.status_code == 422 and "My whole story" in answer.text
    assert "Please give your topic a title." in answer.text


@pytest.mark.parametrize("htmx", [False, True])
def test_words_of_despair_show_help_at_once_and_keep_the_text(
    browser: Open, ana: Member, topic: Topic, htmx: bool
) -> None:
    page = browser(ana)
    answer = page.submit(f"/topics/{topic.public_id}/posts", htmx=htmx, body=SAD)
    address = answer.headers["HX-Redirect"] if htmx else answer.location
    help_page = page.get(address).text
    assert "tel:12356" in help_page and "tel:120" in help_page and "You are not alone" in help_page
    assert texts(topic)[-1] == SAD
    assert SAD in page.get(f"/topics/{topic.public_id}").text


def test_an_emergency_symptom_shows_the_panel_and_is_published(
    browser: Open, ana: Member, chen: Member, topic: Topic
) -> None:
    page = browser(ana)
    answer = page.submit(f"/topics/{topic.public_id}/posts", body=CHEST_PAIN)
    assert "This can be an emergency" in page.get(answer.location).text
    assert CHEST_PAIN in browser(chen).get(f"/topics/{topic.public_id}").text


def test_the_author_of_a_held_post_is_told_kindly_and_others_see_nothing(
    browser: Open, ana: Member, chen: Member, mia: Member, topic: Topic
) -> None:
    browser(ana).submit(f"/topics/{topic.public_id}/posts", body=ADVERT)
    assert "Not public yet." in browser(ana).get(f"/topics/{topic.public_id}").text
    assert "abc12345" not in browser(chen).get(f"/topics/{topic.public_id}").text
    assert "Waiting for a moderator" in browser(mia).get(f"/topics/{topic.public_id}").text


def test_a_hidden_post_can_be_edited_by_its_author(
    browser: Open, chen: Member, mia: Member, topic: Topic, reply: Written
) -> None:
    hide_post(reply.post_id, "privacy", by=mia.id)
    page = browser(chen)
    assert "private details" in page.get(f"/topics/{topic.public_id}").text
    form = page.get(f"/posts/{reply.public_id}/edit")
    assert form.status_code == 200 and "measure at three" in form.text
    stale = page.submit(f"/posts/{reply.public_id}/edit", body="Lost?", version="7")
    assert stale.status_code == 409 and "Lost?" in stale.text
    saved = page.submit(f"/posts/{reply.public_id}/edit", body="Better", version="1")
    assert saved.status_code == 303 and texts(topic)[-1] == "Better"


def test_support_is_a_toggle_that_says_what_it_wants(browser: Open, ana: Member, reply: Written) -> None:
    page, address = browser(ana), f"/posts/{reply.public_id}/support"
    pressed = [page.submit(address, htmx=True, on="1").text for _ in range(2)]
    assert all('aria-pressed="true"' in text for text in pressed)
    assert 'aria-pressed="false"' in page.submit(address, htmx=True, on="0").text
    assert page.submit(address, on="1").status_code == 303


def test_a_draft_is_restored_and_gone_after_publishing(browser: Open, ana: Member, group: Group, topic: Topic) -> None:
    page, place = browser(ana), f"reply:{topic.public_id}"
    assert page.submit("/drafts", place=place, body="half a thou").status_code == 204
    assert page.submit("/drafts", place="topic:sugar", title="Sho", body="whi").status_code == 204
    assert "half a thou" in page.get(f"/topics/{topic.public_id}").text
    composer = page.get("/groups/sugar/topics/new").text
    assert 'value="Sho"' in composer and "whi" in composer
    assert "half a thou" not in browser(make_member()).get("/groups").text
    page.submit(f"/topics/{topic.public_id}/posts", body="half a thought, whole")
    assert db.session.scalars(sa.select(Draft.place)).all() == ["topic:sugar"]
    assert page.submit("/drafts", place="elsewhere", body="x").status_code == 422


def test_pins_come_first_and_only_moderators_set_them(
    browser: Open, ana: Member, mia: Member, topic: Topic, group: Group
) -> None:
    browser(ana).submit("/groups/sugar/topics", title="Newer topic", body="Hi")
    assert browser(ana).submit(f"/topics/{topic.public_id}/pin", on="1").status_code == 404
    assert browser(mia).submit(f"/topics/{topic.public_id}/pin", on="1").status_code == 303
    home = browser(ana).get("/groups/sugar").text
    assert home.index("Start here") < home.index("Morning sugar") < home.index("Newer topic")
    assert home.count("Morning sugar") == 1
    browser(mia).submit(f"/topics/{topic.public_id}/closure", on="1")
    closed = browser(ana).get(f"/topics/{topic.public_id}").text
    assert "This topic is closed" in closed and 'id="composer"' not in closed


def test_someone_who_left_is_shown_as_a_former_member(
    browser: Open, ana: Member, chen: Member, mia: Member, topic: Topic, reply: Written, group: Group
) -> None:
    before = browser(ana).get(f"/topics/{topic.public_id}").text
    assert "Chen" in before and "Endocrinology, attending" in before
    leave_group(group.id, by=chen.id)
    for address in (f"/topics/{topic.public_id}", "/groups/sugar", "/groups/sugar/topics"):
        after = browser(ana).get(address).text
        assert "Former member" in after and "Chen" not in after and "Endocrinology" not in after
        assert chen.public_id not in after
    staff = publish_reply(topic.id, "From the team", by=mia.id)
    assert "Mia" in browser(ana).get(f"/posts/{staff.public_id}", follow_redirects=True).text


def test_labels_badge_and_honor_title_stand_beside_names(
    browser: Open, ana: Member, chen: Member, topic: Topic, reply: Written, group: Group
) -> None:
    steady = define_title("steady", zh_hans="持之以恒", zh_hant="持之以恆", en="Steady walker")
    with transaction():
        db.session.get_one(Member, ana.id).honor_title = steady.slug
    fam = make_member("Fay")
    join(group, fam, label="family")
    publish_reply(topic.id, "My father too", by=fam.id)
    page = browser(ana).get(f"/topics/{topic.public_id}").text
    for word in ("Patient", "Family member", "Steady walker", "Endocrinology, attending"):
        assert word in page
    with transaction():
        db.session.get_one(Member, chen.id).clinician_until = clock.local_date("Asia/Shanghai") - timedelta(days=1)
    assert "Endocrinology" not in browser(ana).get(f"/topics/{topic.public_id}").text


def test_a_suspended_member_cannot_write(browser: Open, sam: Member, topic: Topic) -> None:
    assert browser(sam).submit(f"/topics/{topic.public_id}/posts", body="Hi").status_code == 403
    assert browser(sam).get(f"/topics/{topic.public_id}").status_code == 404


def test_admins_make_and_change_groups(browser: Open, ada: Member, ana: Member) -> None:
    page = browser(ada)
    assert browser(ana).get("/groups/new").status_code == 404
    form = {"slug": "kidney", "name_zh_hans": "肾友", "name_en": "Kidneys", "visibility": "members"}
    assert page.submit("/groups", **form).location == "/groups/kidney"
    taken = page.submit("/groups", **form)
    assert taken.status_code == 422 and "Another group has this address." in taken.text
    changed = page.submit("/groups/kidney/edit", **{**form, "name_en": "Kidney friends", "visibility": "public"})
    assert changed.status_code == 303
    assert "Kidney friends" in browser(ada).get("/groups").text


def test_reading_is_marked_and_the_topic_opens_at_the_first_unread(
    browser: Open, ana: Member, chen: Member, topic: Topic
) -> None:
    page = browser(chen)
    page.get(f"/topics/{topic.public_id}").close()
    assert db.session.scalar(sa.select(ReadMark.number).where(ReadMark.member_id == chen.id)) == 1
    for number in range(2, 60):
        publish_reply(topic.id, f"reply number {number}.", by=ana.id)
    assert "58 new" in page.get("/groups/sugar").text
    shown = page.get(f"/topics/{topic.public_id}").text
    assert "New since your last visit" in shown and "reply number 2." in shown and "reply number 40." not in shown
