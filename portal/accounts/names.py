"""Display names: checked with reasons a person understands, and suggested so that nobody needs to invent one."""

from __future__ import annotations

import random

import sqlalchemy as sa

from portal.accounts.models import Member
from portal.core.db import db
from portal.core.errors import Invalid
from portal.core.i18n import lazy
from portal.safety.names import check_name, suggest_name

REASONS = {
    "length": lazy("A nickname has 2 to 20 characters."),
    "characters": lazy("Use letters, numbers and simple signs only."),
    "mixed_scripts": lazy("Please do not mix letters of several alphabets."),
    "contact": lazy("Keep yourself safe: no phone number, address or account in the nickname."),
    "real_name": lazy("This looks like a real name with a number. Please choose a nickname that others cannot trace."),
    "reserved": lazy("This could be taken for a doctor or our staff. Please choose another nickname."),
}


def checked_name(name: str) -> str:
    """The name as it will stand beside posts. Raises Invalid for the field `display_name`."""
    plain = name.strip()
    problem = check_name(plain)
    if problem is not None:
        raise Invalid(REASONS.get(problem, REASONS["characters"]), "display_name")
    return plain


def free_name(locale: str) -> str:
    """A gentle suggestion that no one bears yet, as far as a look can tell."""
    rng = random.SystemRandom()
    name = suggest_name(locale, rng)
    is_taken = db.session.scalar(sa.select(sa.exists().where(Member.display_name == name)))
    return suggest_name(locale, rng, numbered=True) if is_taken else name
