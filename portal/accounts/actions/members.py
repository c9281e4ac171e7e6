"""Becoming a member, and changing what one's own account says."""

from __future__ import annotations

from portal.accounts.codes import forget_codes, proved_contact
from portal.accounts.contacts import ContactPoint, parse_contact
from portal.accounts.models import Contact, Member, Preferences
from portal.accounts.names import checked_name
from portal.accounts.passwords import check_password, hash_password, verify_password
from portal.accounts.policy import acting_member
from portal.accounts.sessions import end_all_sessions
from portal.core import clock
from portal.core.bus import announce
from portal.core.db import db, insert_once, transaction
from portal.core.errors import Conflict, Invalid, NotAllowed
from portal.core.i18n import lazy
from portal.events import MemberSignedUp


def create_member(
    contact: str,
    password: str | None,
    display_name: str,
    *,
    verified: bool = True,
    preferences: Preferences | None = None,
) -> int:
    """Makes an account for a contact someone vouches for (an operator, a seed) and returns its id.

    Without a password its owner first sets one by a code. Raises Invalid for an unreadable contact or a weak password,
    Conflict when the contact has an account.
    """
    point = parse_contact(contact, "contact")
    if password is not None:
        check_password(password, near=(display_name, point.value))
    password_hash = hash_password(password) if password is not None else None
    return _create(point, password_hash, display_name, verified, preferences or {})


def finish_sign_up(code_id: str | None, password: str, display_name: str, preferences: Preferences) -> int:
    """Makes the account of whoever proved a contact, and returns its id; the proof is used up.

    Raises Conflict without a proof, Invalid for a name or password that is refused.
    """
    point = proved_contact(code_id, "sign_up")
    name = checked_name(display_name)
    check_password(password, near=(name, point.value.partition("@")[0]))
    password_hash = hash_password(password)
    with transaction():
        proved_contact(code_id, "sign_up")
        member_id = _create(point, password_hash, name, True, preferences)
        forget_codes(point.lookup)
    return member_id


def _create(point: ContactPoint, password_hash: str | None, name: str, verified: bool, preferences: Preferences) -> int:
    verified_at = clock.now() if verified else None
    with transaction():
        member = Member(display_name=name, password_hash=password_hash, verified_at=verified_at, **preferences)
        db.session.add(member)
        db.session.flush()
        sealed = {"kind": point.kind, "value": point.value, "lookup": point.lookup, "verified_at": verified_at}
        if not insert_once(Contact, member_id=member.id, **sealed):
            raise Conflict(lazy("This contact already has an account. Please sign in."))
        announce(MemberSignedUp(member.id))
    return member.id


def rename(display_name: str, *, by: int) -> None:
    name = checked_name(display_name)
    with transaction():
        acting_member(by).display_name = name


def set_preferences(preferences: Preferences, *, by: int) -> None:
    """Keeps how a member wants the portal to look; suspended members may still read, so they may choose too."""
    with transaction():
        member = db.session.get_one(Member, by)
        for name, value in preferences.items():
            setattr(member, name, value)


def change_password(current: str, password: str, *, by: int, session_id: int) -> None:
    """Sets a new password and signs every other device out. Raises Invalid when the current one is wrong."""
    member = db.session.get_one(Member, by)
    if not verify_password(current, member.password_hash)[0]:
        raise Invalid(lazy("This is not your present password."), "current")
    check_password(password, near=(member.display_name,))
    password_hash = hash_password(password)
    with transaction():
        fresh = db.session.get_one(Member, by)
        if fresh.erased_at is not None:
            raise NotAllowed()
        fresh.password_hash = password_hash
        end_all_sessions(by, but=session_id)
