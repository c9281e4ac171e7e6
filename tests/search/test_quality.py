from pathlib import Path

import pytest

from tests.search import quality

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not quality.SHARED.exists(), reason="needs the shared data (PORTAL_SHARED_DATA)"),
]


@pytest.mark.parametrize(("name", "ndcg"), [("zh-qa", 0.19), ("zh-post", 0.52), ("en-medquad", 0.67)])
def test_judged_queries_find_their_documents_well_and_fast(name: str, ndcg: float, tmp_path: Path) -> None:
    report = quality.measure(name, tmp_path)
    assert report.ndcg >= ndcg
    assert report.milliseconds <= 25
    assert report.empty < 0.005
    assert report.documents_a_second >= 600
