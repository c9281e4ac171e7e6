"""Notice words of a person who may harm themselves."""

from dataclasses import dataclass
from typing import Literal

from portal.safety.folding import Folded, fold
from portal.safety.lexicon import phrases

Level = Literal["high", "elevated"]


@dataclass(frozen=True)
class CrisisHit:
    """`high`: a wish to die, a means or a farewell is named; `elevated`: no way on, or self-harm.

    The span is of the original text.
    """

    level: Level
    span: tuple[int, int]


def find_crisis(text: str | Folded, lang: str | None = None) -> CrisisHit | None:
    """The gravest sign in a text in any of the three locales, everyday idioms and helping words left out."""
    folded = text if isinstance(text, Folded) else fold(text)
    spoken = phrases("crisis_idioms").blank(folded)
    levels: tuple[Level, Level] = ("high", "elevated")
    for level in levels:
        found = phrases(f"crisis_{level}").first(spoken, lang)
        if found:
            return CrisisHit(level, found.span)
    return None
