from portal.search.analysis import query_terms
from portal.search.highlights import excerpt, mark


def test_a_traditional_query_marks_the_simplified_original_as_written() -> None:
    assert mark("最近头晕，吃药", query_terms("頭暈")) == "最近<mark>头晕</mark>，吃药"


def test_what_was_written_is_escaped_before_it_is_marked() -> None:
    text = "<script>alert('血糖')</script> & 血糖"
    assert mark(text, ["血糖"]) == (
        "&lt;script&gt;alert(&#39;<mark>血糖</mark>&#39;)&lt;/script&gt; &amp; <mark>血糖</mark>"
    )


def test_overlapping_words_share_one_mark() -> None:
    assert mark("糖尿病饮食", query_terms("糖尿病")) == "<mark>糖尿病</mark>饮食"


def test_an_excerpt_shows_the_place_with_the_most_different_words() -> None:
    text = "无关的话。" * 100 + "空腹血糖偏高，医生调整了胰岛素。" + "无关的话。" * 100
    shown = excerpt(text, ["血糖", "胰岛素"], length=60)
    assert "<mark>血糖</mark>" in shown and "<mark>胰岛素</mark>" in shown
    assert shown.startswith("…") and shown.endswith("…") and len(shown.striptags()) <= 62


def test_an_excerpt_without_a_match_is_the_beginning() -> None:
    assert excerpt("One two three", ["four"], length=7) == "One two…"
