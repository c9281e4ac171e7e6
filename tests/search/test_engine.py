import stat
from pathlib import Path

import pytest

from portal.search import engine
from portal.search.analysis import query_terms
from portal.search.engine import Document, Index


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index.open(tmp_path / "index")


def document(key: str, body: str, title: str = "", audience: str = "public", kind: str = "post", **more) -> Document:
    return Document(key, kind, audience, title, body, **more)


def keys(index: Index, query: str, **filters) -> list[str]:
    return [hit.key for hit in index.search(query_terms(query), text=query, **filters).hits]


def test_a_two_character_word_is_found_and_its_neighbor_is_not(index: Index) -> None:
    index.apply([document("a", "怎样控制血糖"), document("b", "血脂高吃什么")])
    assert keys(index, "血糖") == ["a"]
    assert keys(index, "血脂") == ["b"]
    assert keys(index, "控制血糖") == ["a"]


def test_each_script_finds_the_other(index: Index) -> None:
    index.apply([document("hans", "头晕用药"), document("hant", "頭暈用藥")])
    assert sorted(keys(index, "頭暈")) == sorted(keys(index, "头晕")) == ["hans", "hant"]


def test_a_document_is_replaced_and_removed_by_its_key(index: Index) -> None:
    index.apply([document("a", "hypertension")])
    later = document("a", "asthma")
    index.apply([later])
    assert keys(index, "hypertension") == []
    assert index.fingerprints() == {"a": later.fingerprint}
    index.apply(deletes=["a", "never there"])
    assert (keys(index, "asthma"), index.count()) == ([], 0)


def test_only_its_audience_finds_counts_or_ranks_a_document(index: Index) -> None:
    index.apply([document("open", "血糖"), document("closed", "血糖", audience="group:7")])
    outside = index.search(["血糖"])
    assert ([hit.key for hit in outside.hits], outside.total) == (["open"], 1)
    inside = index.search(["血糖"], audiences=["public", "group:7"])
    assert inside.total == 2
    assert keys(index, "血糖", audiences=["group:7"]) == ["closed"]


def test_hidden_documents_do_not_move_a_public_rank(index: Index) -> None:
    public = [
        document("a", "血糖 胰岛素 运动 饮食 睡眠"),
        document("b", "胰岛素 胰岛素 血糖"),
        document("c", "血糖 血糖 血糖 血糖", title="胰岛素"),
        document("d", "运动 睡眠"),
    ]
    index.apply(public)
    before = keys(index, "血糖 胰岛素 睡眠")
    hidden = [document(f"h{number}", "血糖 " * (number % 9), audience="group:1") for number in range(200)]
    index.apply(hidden)
    assert keys(index, "血糖 胰岛素 睡眠") == before
    index.apply(deletes=[one.key for one in hidden[:150]])
    assert keys(index, "血糖 胰岛素 睡眠") == before


def test_documents_that_left_no_longer_count_in_the_statistics(index: Index) -> None:
    index.apply([document("a", "apple pear"), document("b", "apple plum plum"), document("c", "pear plum")])
    before = [(hit.key) for hit in index.search(["appl", "pear", "plum"]).hits]
    more = [document(f"x{number}", "apple") for number in range(50)]
    index.apply(more)
    index.apply(deletes=[one.key for one in more])
    assert keys(index, "apple pear plum") == before


def test_a_reviewed_article_stands_above_a_post_with_the_same_word(index: Index) -> None:
    article = document("article", "血糖 " + "其他内容" * 200, kind="article", reviewed=True)
    index.apply([document("post", "血糖 血糖", title="血糖"), article])
    assert keys(index, "血糖") == ["article", "post"]


def test_a_reviewed_article_is_not_crowded_out_by_many_posts(index: Index) -> None:
    article = document("article", "血糖 " + "其他内容" * 200, kind="article", reviewed=True)
    index.apply([article, *(document(f"p{number}", "血糖", title="血糖") for number in range(300))])
    assert keys(index, "血糖")[0] == "article"


def test_a_reviewed_article_with_one_common_word_does_not_beat_an_exact_post(index: Index) -> None:
    index.apply(
        [
            document("article", "饮食", kind="article", reviewed=True),
            document("post", "妊娠 甲状腺 结节 饮食"),
            *(document(f"p{number}", "饮食") for number in range(20)),
        ]
    )
    assert keys(index, "妊娠甲状腺结节饮食")[0] == "post"


def test_filters_choose_kinds_groups_and_reviewed_articles(index: Index) -> None:
    index.apply(
        [
            document("a", "asthma", kind="article", reviewed=True),
            document("t", "asthma", kind="topic", group="lungs"),
            document("p", "asthma", kind="post", group="other"),
        ]
    )
    assert sorted(keys(index, "asthma", kinds=["topic", "post"])) == ["p", "t"]
    assert keys(index, "asthma", group="lungs") == ["t"]
    assert keys(index, "asthma", reviewed_only=True) == ["a"]
    assert keys(index, "asthma", group="lungs", reviewed_only=True) == []


def test_a_synonym_finds_what_has_all_its_words_below_what_was_asked(index: Index) -> None:
    index.apply(
        [document("own", "hypertension"), document("other", "high blood pressure"), document("half", "blood sugar")]
    )
    synonym = query_terms("high blood pressure")
    assert keys(index, "hypertension", synonyms=[synonym]) == ["own", "other"]


def test_pages_follow_each_other_without_gap_or_repeat(index: Index) -> None:
    index.apply([document(f"p{number}", f"asthma word{number}") for number in range(25)])
    seen, after = [], 0
    while after is not None:
        page = index.search(["asthma"], after=after)
        seen += [hit.key for hit in page.hits]
        after = page.after
    assert (len(seen), len(set(seen)), page.total) == (25, 25, 25)


def test_a_second_reader_sees_a_commit_within_half_a_second(index: Index, tmp_path: Path, monkeypatch) -> None:
    reader = Index.open(tmp_path / "index")
    assert reader.count() == 0
    index.apply([document("a", "asthma")])
    monkeypatch.setattr(engine, "REFRESH_SECONDS", 0)
    assert keys(reader, "asthma") == ["a"]


def test_many_small_commits_are_merged_and_lose_nothing(index: Index) -> None:
    for number in range(40):
        index.apply([document(f"d{number}", f"asthma word{number}")], deletes=[f"d{number - 5}"])
    assert set(index.fingerprints()) == {f"d{number}" for number in range(35, 40)}
    assert keys(index, "word37") == ["d37"]
    assert len(index._current()) <= engine.MAX_SEGMENTS + 1


def test_only_the_owner_may_read_the_directory(index: Index, tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / "index").stat().st_mode) == 0o700


def test_an_empty_index_and_a_query_without_words_answer_nothing(index: Index) -> None:
    assert (index.search([]).hits, index.search(["x"]).total) == ([], 0)
    index.apply([document("a", "asthma")])
    assert index.search(query_terms("，。")).hits == []
