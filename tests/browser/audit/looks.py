"""How a page can look: language, colors, mode and width, and which looks a page gets in the short run."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

HEIGHT = {390: 844, 1280: 900}
STRIDE = 7


@dataclass(frozen=True)
class Look:
    locale: str
    theme: str
    elder: bool
    width: int

    @property
    def name(self) -> str:
        return f"{self.locale}-{self.theme}-{'elder' if self.elder else 'normal'}-{self.width}"

    @property
    def window(self) -> dict[str, str | bool | int]:
        """The arguments of `Windows.open`; the easy view is seen with larger type, as its readers do."""
        return {
            "locale": self.locale,
            "theme": self.theme,
            "elder": self.elder,
            "width": self.width,
            "height": HEIGHT[self.width],
            "text_step": 2 if self.elder else 0,
        }


LOOKS = [
    Look(locale, theme, elder, width)
    for locale, theme, elder, width in product(("zh_Hans", "zh_Hant", "en"), ("light", "dark"), (False, True), HEIGHT)
]


def sampled(number: int) -> Look:
    """The look of the page of this number: a stride without a common factor meets every look before one repeats."""
    return LOOKS[number * STRIDE % len(LOOKS)]
