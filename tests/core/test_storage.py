"""Files in the local store."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.core.storage import storage


def test_files_are_kept_listed_and_deleted(app: Flask) -> None:
    store = storage()
    store.put("a/b.bin", b"\x00\xff")
    assert store.get("a/b.bin") == b"\x00\xff"
    assert store.keys("a") == ["a/b.bin"]
    store.delete("a/b.bin")
    store.delete("a/b.bin")
    with pytest.raises(FileNotFoundError):
        store.get("a/b.bin")
