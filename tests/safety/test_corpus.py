from pathlib import Path

import pytest

from portal.safety.crisis import find_crisis
from portal.safety.red_flags import find_red_flag
from portal.safety.screen import screen

CORPUS = Path(__file__).parent / "corpus"
DETECTORS = {
    "crisis": lambda text, lang: find_crisis(text, lang) is not None,
    "ads": lambda text, lang: bool({"ad", "contact"} & set(screen(text, lang).reasons)),
    "red_flags": lambda text, lang: find_red_flag(text, lang) is not None,
}
FLOORS = {"crisis": (0.95, 0.90, 60, 100), "ads": (0.90, 0.90, 50, 70), "red_flags": (0.95, 0.90, 60, 40)}


def labelled(name: str) -> list[tuple[bool, str, str]]:
    rows = [line.split("\t") for line in (CORPUS / f"{name}.tsv").read_text("utf-8").splitlines()]
    return [(label != "none", lang, text) for label, lang, text in rows]


@pytest.mark.parametrize("name", DETECTORS)
def test_recall_and_precision_hold_on_the_labelled_sentences(name):
    recall_floor, precision_floor, least_positive, least_negative = FLOORS[name]
    rows = labelled(name)
    found = [(expected, DETECTORS[name](text, lang), text) for expected, lang, text in rows]
    missed = [text for expected, got, text in found if expected and not got]
    false = [text for expected, got, text in found if got and not expected]
    positive = sum(expected for expected, _, _ in found)
    right = positive - len(missed)

    assert positive >= least_positive
    assert len(rows) - positive >= least_negative
    assert right / positive >= recall_floor, missed
    assert right / (right + len(false)) >= precision_floor, false


@pytest.mark.parametrize("name", DETECTORS)
@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant", "en"])
def test_every_language_reaches_nine_of_ten(name, lang):
    texts = [text for expected, language, text in labelled(name) if expected and language == lang]
    assert sum(DETECTORS[name](text, lang) for text in texts) >= 0.9 * len(texts)


def test_a_plan_is_graver_than_despair():
    levels = [line.split("\t") for line in (CORPUS / "crisis.tsv").read_text("utf-8").splitlines()]
    plans = [find_crisis(text) for label, _, text in levels if label == "high"]
    assert sum(hit is not None and hit.level == "high" for hit in plans) >= 0.9 * len(plans)
