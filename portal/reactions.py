"""What follows each event: `inside` its transaction, in order, and `after` its commit, each on its own.

The only file that may see every feature. What must not be lost and leaves the process is enqueued inside, as an
outbox row.
"""

from __future__ import annotations

from portal import events
from portal.accounts.attempts import forget_old_attempts
from portal.accounts.codes import forget_old_codes
from portal.accounts.sessions import end_expired_sessions
from portal.challenges.actions.keeping import settle_finished
from portal.core import realtime
from portal.core.bus import Reactions, Table
from portal.core.jobs import Scheduled
from portal.home import discussions
from portal.live import broadcasts as live
from portal.moderation import alerts, audit
from portal.moderation.actions import cases
from portal.notifications import telling
from portal.rewards import earning
from portal.search import actions as search
from portal.search.indexing import tidy


def close_session_sockets(event: events.SessionEnded) -> None:
    realtime.disconnect(realtime.session_room(event.session_id))


def close_member_sockets(event: events.AccessChanged) -> None:
    realtime.disconnect(realtime.member_room(event.member_id))


TABLE: Table = {
    events.MemberSignedUp: Reactions(),
    events.SessionEnded: Reactions(after=(close_session_sockets,)),
    events.AccessChanged: Reactions(after=(close_member_sockets,)),
    events.RoleGranted: Reactions(
        inside=(
            telling.tell_role_changed,
            audit.role_granted,
        )
    ),
    events.RoleRevoked: Reactions(
        inside=(
            telling.tell_role_changed,
            audit.role_revoked,
        )
    ),
    events.CredentialChecked: Reactions(inside=(audit.credential_checked,)),
    events.ConsentGiven: Reactions(inside=(audit.consent_given,)),
    events.ConsentWithdrawn: Reactions(inside=(audit.consent_withdrawn,)),
    events.ProxyAccepted: Reactions(inside=(telling.tell_both_sides,)),
    events.ProxyRevoked: Reactions(inside=(telling.tell_both_sides,)),
    events.GroupJoined: Reactions(inside=(telling.tell_joiner,)),
    events.JoinRequested: Reactions(inside=(telling.tell_moderators_request,)),
    events.JoinDeclined: Reactions(),
    events.GroupInvited: Reactions(),
    events.GroupChanged: Reactions(inside=(search.follow_group,)),
    events.GroupLeft: Reactions(),
    events.PostPublished: Reactions(inside=(earning.pay_post, telling.tell_topic_author, search.follow_post)),
    events.PostEdited: Reactions(inside=(search.follow_change,)),
    events.PostHeld: Reactions(
        inside=(
            telling.tell_author_held,
            telling.tell_moderators_held,
            search.follow_change,
            cases.open_held_case,
        )
    ),
    events.PostHidden: Reactions(
        inside=(
            earning.take_back_post,
            telling.tell_author_hidden,
            search.follow_change,
            audit.post_hidden,
        )
    ),
    events.PostRestored: Reactions(
        inside=(
            earning.give_back_post,
            telling.tell_author_restored,
            search.follow_change,
            audit.post_restored,
        )
    ),
    events.PostSupported: Reactions(inside=(telling.tell_author_supported,)),
    events.CrisisNoticed: Reactions(inside=(cases.open_crisis_case,)),
    events.ReviewRequested: Reactions(),
    events.ReviewDecided: Reactions(inside=(audit.review_decided,)),
    events.ArticlePublished: Reactions(
        inside=(
            discussions.open_discussion,
            search.follow_article,
            audit.article_published,
        )
    ),
    events.ArticleUnpublished: Reactions(
        inside=(
            discussions.close_discussion,
            search.follow_article,
            audit.article_unpublished,
        )
    ),
    events.ArticleMarkedUseful: Reactions(inside=(earning.pay_useful_mark,)),
    events.LiveScheduled: Reactions(),
    events.LiveStateChanged: Reactions(inside=(telling.tell_group_opened,)),
    events.LiveStreamMoved: Reactions(after=(live.broadcast_event,)),
    events.QuestionAsked: Reactions(),
    events.QuestionChanged: Reactions(inside=(telling.tell_asker_answered, search.follow_question)),
    events.LiveAttended: Reactions(inside=(earning.pay_attendance,)),
    events.ChallengeJoined: Reactions(),
    events.CheckedIn: Reactions(inside=(earning.pay_check_in,)),
    events.ChallengeFinished: Reactions(inside=(earning.pay_finish,)),
    events.BalanceChanged: Reactions(),
    events.ItemRedeemed: Reactions(),
    events.RedemptionUndone: Reactions(),
    events.TitleEarned: Reactions(),
    events.TitleWorn: Reactions(),
    events.Reported: Reactions(inside=(alerts.tell_staff_reported,)),
    events.DecisionMade: Reactions(inside=(alerts.tell_reporters,)),
    events.MemberSanctioned: Reactions(inside=(alerts.tell_sanctioned,)),
    events.CrisisCaseOpened: Reactions(inside=(alerts.tell_staff_crisis,)),
    events.NoticePosted: Reactions(after=(telling.push_badge,)),
}

SCHEDULE = (
    Scheduled("finished challenges", 3600, settle_finished),
    Scheduled("expired sessions", 600, end_expired_sessions),
    Scheduled("old codes", 3600, forget_old_codes),
    Scheduled("old attempts", 3600, forget_old_attempts),
    Scheduled("words of removed posts", 86_400, tidy),
)
