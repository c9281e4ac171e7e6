"""Notice drug advertising, buying on commission, and luring patients to private channels."""

import re
from dataclasses import dataclass
from itertools import islice

from portal.safety.folding import Folded, fold
from portal.safety.lexicon import phrases

HOLD_SCORE = 2
_ENOUGH = 20
_LINK = re.compile(r"https?://|www\.[a-z0-9]")


@dataclass(frozen=True)
class AdScore:
    """Points and the spans that gave them: two for an open offer or lure, one for each selling word and for a link."""

    score: int
    spans: tuple[tuple[int, int], ...]


def score_ads(text: str | Folded, lang: str | None = None) -> AdScore:
    """How much a text sells; from `HOLD_SCORE` on a person should look first."""
    folded = text if isinstance(text, Folded) else fold(text)
    spoken = phrases("ads_idioms").blank(folded)
    strong = [*islice(phrases("ads_strong").matches(spoken, lang), _ENOUGH)]
    weak = [*islice(phrases("ads_weak").matches(spoken, lang), _ENOUGH)]
    words = {found.phrase for found in weak}
    score = 2 * len(strong) + len(words) + bool(words and _LINK.search(folded.text))
    return AdScore(score, tuple(found.span for found in (*strong, *weak)))
