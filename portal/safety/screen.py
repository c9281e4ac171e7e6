"""One verdict on what a member wrote: publish it, hold it for staff, or show its author help."""

from dataclasses import dataclass
from typing import Literal

from portal.safety.ads import HOLD_SCORE, AdScore, score_ads
from portal.safety.contacts import STRANGER_KINDS, Contact, find_contacts
from portal.safety.crisis import CrisisHit, find_crisis
from portal.safety.folding import fold
from portal.safety.red_flags import RedFlag, find_red_flag

Verdict = Literal["publish", "hold", "help"]


@dataclass(frozen=True)
class Screening:
    """What was found; `reasons` are codes: crisis_high, crisis_elevated, ad, contact, red_flag.

    An emergency symptom alone does not keep a text back: its author is shown the emergency panel beside it.
    """

    verdict: Verdict
    crisis: CrisisHit | None
    contacts: tuple[Contact, ...]
    ads: AdScore
    red_flag: RedFlag | None
    reasons: tuple[str, ...]


def screen(text: str, lang: str | None = None) -> Screening:
    """Screen one text; `lang` is the writer's (`zh-Hans`, `zh-Hant`, `en`): its phrases are looked for first."""
    folded = fold(text)
    crisis = find_crisis(folded, lang)
    contacts = find_contacts(folded)
    ads = score_ads(folded, lang)
    red_flag = find_red_flag(folded, lang)

    selling = ads.score >= HOLD_SCORE
    stranger = any(contact.kind in STRANGER_KINDS for contact in contacts)
    signs = (
        (crisis is not None, f"crisis_{crisis.level}" if crisis else ""),
        (selling, "ad"),
        (stranger, "contact"),
        (red_flag is not None, "red_flag"),
    )
    verdict: Verdict = "help" if crisis else "hold" if selling or stranger else "publish"
    return Screening(verdict, crisis, contacts, ads, red_flag, tuple(code for found, code in signs if found))


def screen_fields(*texts: str, lang: str | None = None) -> Screening:
    """Screen the fields of one thing together, so that a phrase split over title and body is seen.

    Spans are of the texts joined by a line break.
    """
    return screen("\n".join(texts), lang)
