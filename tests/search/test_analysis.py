import opencc
import pytest

from portal.search.analysis import MAX_QUERY_TERMS, fold, index_terms, query_terms, spellings, tokenize


@pytest.mark.parametrize("text", ["ＣＴ檢查，İstanbul 頭暈用藥", "Sjögren’s ½ ①", "𠮷野家 髮 後 裡", "👩‍⚕️ ok", ""])
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_tokens_know_where_they_stand_in_the_original() -> None:
    text = "我有頭暈，做了ＣＴ檢查"
    found = {token.text: text[token.start : token.end] for token in tokenize(text)}
    assert found == {"头晕": "頭暈", "ct": "ＣＴ", "检查": "檢查"}


def test_traditional_and_simplified_give_the_same_tokens() -> None:
    assert index_terms("頭暈用藥") == index_terms("头晕用药") == ["头晕", "用药"]


def test_a_long_word_is_found_by_its_parts_too() -> None:
    assert index_terms("糖尿病患者控制血糖") == ["糖尿", "糖尿病", "患者", "控制", "血糖"]


def test_a_query_also_asks_for_the_mainland_wording() -> None:
    assert {"爱滋病", "艾滋病"} <= set(query_terms("愛滋病"))


def test_english_words_meet_in_their_stem_and_accents_do_not_matter() -> None:
    assert index_terms("The treatments of Sjögren's syndrome") == index_terms("treatment sjogren syndrome")


@pytest.mark.parametrize("text", ["", "   ", "，。！？", "the of 的 了", "\x00\ud83d"])
def test_text_without_words_has_no_tokens(text: str) -> None:
    assert query_terms(text) == []


def test_a_query_asks_for_at_most_32_terms() -> None:
    assert len(query_terms(" ".join(f"word{number}" for number in range(100)))) == MAX_QUERY_TERMS


def test_the_dictionaries_of_the_scripts_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert spellings("头晕") == ["头晕", "頭暈"]
    monkeypatch.setattr(opencc, "OpenCC", None)
    assert spellings("頭暈") == ["頭暈", "头晕"]
