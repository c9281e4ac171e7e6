"""Notice symptoms that belong to the emergency number, not to a forum."""

import re
from dataclasses import dataclass

from portal.safety.folding import Folded, fold
from portal.safety.lexicon import kinds, phrases

_DENIED = re.compile(
    r"(?:没有|没|无|未见|未|否认|不会|不是|并非|冇|唔系|\bno|\bnot|\bnever|\bwithout|\bdenies|\bdenied|n't|\bnor)"
    r"(?:(?!但|可是|不过|\bbut\b)[^。！？!?；;\n]){0,16}$"
)
_OVER = re.compile(r"^[^。！？!?；;，,\n]{0,6}(?:好了|消失|缓解|没有了|好转|已经好)")


@dataclass(frozen=True)
class RedFlag:
    """`kind`: chest, breathing, stroke, consciousness, seizure, bleeding, allergy, poisoning, infection, pregnancy."""

    kind: str
    span: tuple[int, int]


def find_red_flag(text: str | Folded, lang: str | None = None) -> RedFlag | None:
    """The first emergency symptom that the writer does not deny or call past."""
    folded = text if isinstance(text, Folded) else fold(text)
    spoken = phrases("red_flags_idioms").blank(folded)
    for kind in kinds("red_flags"):
        for found in phrases("red_flags", kind).matches(spoken, lang):
            after = fold(folded.original[found.span[1] : found.span[1] + 16]).joined
            if not _DENIED.search(found.before) and not _OVER.match(after):
                return RedFlag(kind, found.span)
    return None
