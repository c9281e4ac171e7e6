"""Measure ranking and speed on judged queries: nDCG@10, milliseconds a query, documents a second."""

import gzip
import json
import math
import os
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.search import analysis
from portal.search.engine import Document, Index

SHARED = Path(os.environ.get("PORTAL_SHARED_DATA") or Path(__file__).parents[3] / "shared" / "data")


@dataclass(frozen=True)
class Report:
    ndcg: float
    milliseconds: float
    empty: float
    documents_a_second: float


def measure(name: str, directory: Path) -> Report:
    """Index the judged set `name` in `directory` and ask all its queries."""
    source = SHARED / "search" / name
    documents = list(_documents(source))
    began = time.perf_counter()
    index = Index.open(directory)
    for start in range(0, len(documents), 5000):
        index.apply(documents[start : start + 5000])
    speed = len(documents) / (time.perf_counter() - began)
    judged = _judgments(source)
    gains, times, empty = [], [], 0
    for line in (source / "queries.jsonl").read_text(encoding="utf-8").splitlines():
        query = json.loads(line)
        began = time.perf_counter()
        found = index.search(analysis.query_terms(query["text"]), text=query["text"])
        times.append(time.perf_counter() - began)
        empty += not found.hits
        gains.append(_ndcg([hit.key for hit in found.hits], judged[query["id"]]))
    return Report(statistics.mean(gains), statistics.median(times) * 1000, empty / len(gains), speed)


def _documents(source: Path) -> Iterator[Document]:
    with gzip.open(source / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield Document(row["id"], "post", "public", row["title"], row["body"])


def _judgments(source: Path) -> dict[str, dict[str, int]]:
    judged: dict[str, dict[str, int]] = {}
    for line in (source / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        query, document, grade = line.split("\t")
        judged.setdefault(query, {})[document] = int(grade)
    return judged


def _ndcg(found: list[str], judged: dict[str, int]) -> float:
    gain = sum(judged.get(key, 0) / math.log2(place + 2) for place, key in enumerate(found[:10]))
    best = sorted(judged.values(), reverse=True)[:10]
    return gain / sum(grade / math.log2(place + 2) for place, grade in enumerate(best))
