import pytest

from portal.safety.notation import compile_han, compile_latin


def test_choices_options_and_gaps_match_as_written():
    pattern = compile_han(["(想|要)(真的)?跳楼", "吞…安眠药"])
    assert pattern.search("我想真的跳楼")
    assert pattern.search("要跳楼")
    assert pattern.search("吞了很多安眠药")
    assert not pattern.search("吞。安眠药")
    assert not pattern.search("吞了一二三四五六七安眠药")


def test_latin_phrases_are_whole_words_with_loose_spaces_and_apostrophes():
    pattern = compile_latin(["kill myself", "don't live"])
    assert pattern.search("kill  myself")
    assert pattern.search("i dont live")
    assert not pattern.search("skill myself")
    assert not pattern.search("kill myselfie")


def test_traditional_lines_match_folded_text():
    assert compile_han(["輕生"]).search("轻生")


def test_a_nested_choice_is_refused():
    with pytest.raises(ValueError):
        compile_han(["(a|(b|c))"])


def test_an_empty_list_matches_nothing():
    assert not compile_han([]).search("任何")
