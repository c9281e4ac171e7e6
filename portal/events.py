"""The vocabulary: everything that can have happened, as ids and small facts, never rows.

`portal.reactions` says what follows each of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class MemberSignedUp:
    member_id: int


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """One device session is over: signed out, ended from elsewhere or expired."""

    session_id: int
    member_id: int


@dataclass(frozen=True, slots=True)
class AccessChanged:
    """What a member may reach has shrunk or moved: suspension, a role, a group or a consent."""

    member_id: int
    why: str


@dataclass(frozen=True, slots=True)
class RoleGranted:
    member_id: int
    role: str
    group_id: int | None
    by: int | None


@dataclass(frozen=True, slots=True)
class RoleRevoked:
    member_id: int
    role: str
    group_id: int | None
    by: int | None


@dataclass(frozen=True, slots=True)
class CredentialChecked:
    """An admin recorded a clinician's license."""

    member_id: int
    by: int
    expires_on: date


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    member_id: int
    group_id: int
    text_version: int


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    member_id: int
    group_id: int


@dataclass(frozen=True, slots=True)
class ProxyAccepted:
    subject_id: int
    proxy_id: int


@dataclass(frozen=True, slots=True)
class ProxyRevoked:
    subject_id: int
    proxy_id: int
    by: int


@dataclass(frozen=True, slots=True)
class GroupJoined:
    group_id: int
    member_id: int


@dataclass(frozen=True, slots=True)
class JoinRequested:
    group_id: int
    member_id: int


@dataclass(frozen=True, slots=True)
class JoinDeclined:
    group_id: int
    member_id: int


@dataclass(frozen=True, slots=True)
class GroupInvited:
    group_id: int
    member_id: int
    by: int


@dataclass(frozen=True, slots=True)
class GroupChanged:
    """A group was made or its name, visibility, condition or consent text changed."""

    group_id: int


@dataclass(frozen=True, slots=True)
class GroupLeft:
    group_id: int
    member_id: int


@dataclass(frozen=True, slots=True)
class PostPublished:
    """A topic's opening post (number 1) or a reply is readable by those who may see its topic."""

    post_id: int
    topic_id: int
    group_id: int | None
    author_id: int
    number: int


@dataclass(frozen=True, slots=True)
class PostEdited:
    post_id: int
    topic_id: int


@dataclass(frozen=True, slots=True)
class PostHeld:
    """A post waits for staff; nothing public has happened."""

    post_id: int
    topic_id: int
    group_id: int | None
    author_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class PostHidden:
    post_id: int
    topic_id: int
    author_id: int | None
    by: int


@dataclass(frozen=True, slots=True)
class PostRestored:
    post_id: int
    topic_id: int
    author_id: int | None
    by: int


@dataclass(frozen=True, slots=True)
class PostSupported:
    post_id: int
    topic_id: int
    author_id: int | None
    by: int


@dataclass(frozen=True, slots=True)
class CrisisNoticed:
    """Someone wrote words of despair; `subject` is `post`, `question` or `checkin`, `subject_id` its public id."""

    member_id: int
    subject: str
    subject_id: str
    group_id: int | None
    level: str


@dataclass(frozen=True, slots=True)
class ReviewRequested:
    article_id: int
    by: int


@dataclass(frozen=True, slots=True)
class ReviewDecided:
    article_id: int
    approved: bool
    by: int


@dataclass(frozen=True, slots=True)
class ArticlePublished:
    article_id: int
    by: int


@dataclass(frozen=True, slots=True)
class ArticleUnpublished:
    article_id: int
    by: int


@dataclass(frozen=True, slots=True)
class ArticleMarkedUseful:
    article_id: int
    member_id: int


@dataclass(frozen=True, slots=True)
class LiveScheduled:
    live_session_id: int
    by: int


@dataclass(frozen=True, slots=True)
class LiveStateChanged:
    """A live session opened, closed or was cancelled."""

    live_session_id: int
    state: str


@dataclass(frozen=True, slots=True)
class LiveStreamMoved:
    """A stream of a session (`audience` or `hosts`) has a new event, which is number `seq` there."""

    live_session_id: int
    stream: str
    seq: int


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    question_id: int
    live_session_id: int
    member_id: int


@dataclass(frozen=True, slots=True)
class QuestionChanged:
    """A question was `approved`, `rejected` or `answered`."""

    question_id: int
    live_session_id: int
    state: str


@dataclass(frozen=True, slots=True)
class LiveAttended:
    """A member was present long enough for it to count."""

    live_session_id: int
    member_id: int


@dataclass(frozen=True, slots=True)
class ChallengeJoined:
    challenge_id: int
    member_id: int


@dataclass(frozen=True, slots=True)
class CheckedIn:
    check_in_id: int
    challenge_id: int
    member_id: int
    by: int
    local_date: date


@dataclass(frozen=True, slots=True)
class ChallengeFinished:
    """A challenge is over and a member reached its goal; `points` is what it promised at its start."""

    challenge_id: int
    member_id: int
    points: int


@dataclass(frozen=True, slots=True)
class BalanceChanged:
    member_id: int
    balance: int


@dataclass(frozen=True, slots=True)
class ItemRedeemed:
    redemption_id: int
    member_id: int


@dataclass(frozen=True, slots=True)
class RedemptionUndone:
    redemption_id: int
    member_id: int


@dataclass(frozen=True, slots=True)
class TitleEarned:
    member_id: int
    title: str


@dataclass(frozen=True, slots=True)
class TitleWorn:
    member_id: int
    title: str | None


@dataclass(frozen=True, slots=True)
class Reported:
    report_id: int
    group_id: int | None


@dataclass(frozen=True, slots=True)
class DecisionMade:
    """Staff settled a case; `outcome` is `hidden`, `restored`, `approved` or `dismissed`."""

    decision_id: int
    outcome: str
    author_id: int
    by: int


@dataclass(frozen=True, slots=True)
class MemberSanctioned:
    sanction_id: int
    member_id: int
    kind: str
    by: int


@dataclass(frozen=True, slots=True)
class CrisisCaseOpened:
    case_id: int
    group_id: int | None


@dataclass(frozen=True, slots=True)
class NoticePosted:
    notice_id: int
    member_id: int
