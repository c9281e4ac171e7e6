import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.safety.folding import fold


@pytest.mark.parametrize(
    "disguised",
    [
        "加微信",
        "加 薇 信",
        "加V信",
        "加徽信",
        "加v 信",
        "加🍀微🍀信",
        "加\u200b微\u200b信",
        "加·微·信",
        "加。微。信",
        "加\n微\n信",
        "加𝐕信",
    ],
)
def test_disguised_spellings_compare_equal(disguised):
    assert fold(disguised).joined == "加微信"


def test_width_case_accents_scripts_and_look_alikes_fold():
    assert fold("ＡＢＣ１２３").text == "abc123"
    assert fold("頭暈用藥").text == fold("头晕用药").text
    assert fold("аdmіn").text == "admin"
    assert fold("Dг").text == "dr"
    assert fold("Zálg\u0301\u0302o").text == "zalgo"
    assert fold("医⽣").text == "医生"


def test_sentences_stay_apart_and_english_keeps_its_spaces():
    assert fold("我不想。活了八十岁").joined == "我不想。活了八十岁"
    assert fold("i want to go").joined == "i want to go"


def test_a_span_leads_back_to_the_text_as_written():
    written = "你好，Ⅷ加 薇\u200b 信 謝謝"
    folded = fold(written)
    start = folded.joined.index("加微信")
    assert written[slice(*folded.joined_span(start, start + 3))] == "加 薇\u200b 信"
    start = folded.text.index("viii")
    assert written[slice(*folded.text_span(start, start + 4))] == "Ⅷ"


@given(st.text(max_size=60))
def test_every_span_lies_inside_the_original(written):
    folded = fold(written)
    for at in range(len(folded.joined)):
        start, end = folded.joined_span(at, at + 1)
        assert 0 <= start < end <= len(written)
