"""E-mail addresses and phone numbers: what a person types becomes one normal form, so that equal contacts meet."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from portal.core.errors import Invalid
from portal.core.i18n import lazy
from portal.core.sealed import keyring

REGION = "CN"
LONGEST = 254


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """A normalized contact: `kind` is `email` or `phone`, a phone is in E.164 form."""

    kind: str
    value: str

    @property
    def lookup(self) -> str:
        return keyring().lookup(f"{self.kind}:{self.value.lower()}")

    @property
    def masked(self) -> str:
        """Enough for its owner to recognize it, too little for anyone else."""
        if self.kind == "phone":
            return f"{self.value[:-8]}****{self.value[-4:]}"
        name, _at, domain = self.value.rpartition("@")
        return f"{name[:1]}***@{domain}"


def parse_contact(text: str, field: str | None = None) -> ContactPoint:
    """Reads an e-mail address or a phone number; numbers without a country code are Chinese ones.

    Raises Invalid, beside the field named.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    found = None
    if len(plain) <= LONGEST:
        found = _email(plain) if "@" in plain else _phone(plain)
    if found is None:
        raise Invalid(lazy("Type an e-mail address like name@example.com, or a phone number."), field)
    return found


def _email(text: str) -> ContactPoint | None:
    try:
        return ContactPoint("email", validate_email(text, check_deliverability=False).normalized)
    except EmailNotValidError:
        return None


def _phone(text: str) -> ContactPoint | None:
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_valid_number(number):
        return None
    return ContactPoint("phone", phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
