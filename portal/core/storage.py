"""Files: a local directory or S3, behind five verbs. Nothing here is reachable by URL; features decide who may read."""

from __future__ import annotations

from pathlib import Path

import obstore
from flask import Flask, current_app
from obstore.store import LocalStore, ObjectStore, from_url


class Storage:
    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def put(self, key: str, data: bytes) -> None:
        obstore.put(self._store, key, data)

    def get(self, key: str) -> bytes:
        """The file's bytes. Raises FileNotFoundError."""
        return bytes(obstore.get(self._store, key).bytes())

    def delete(self, key: str) -> None:
        """Removes a file; a missing one is no error."""
        try:
            obstore.delete(self._store, key)
        except FileNotFoundError:
            return

    def keys(self, prefix: str = "") -> list[str]:
        return [item["path"] for page in obstore.list(self._store, prefix or None) for item in page]


def init_storage(app: Flask, url: str, data_dir: Path) -> None:
    if url:
        store: ObjectStore = from_url(url)
    else:
        files = (data_dir / "files").absolute()
        files.mkdir(parents=True, exist_ok=True, mode=0o700)
        store = LocalStore(str(files))
    app.extensions["storage"] = Storage(store)


def storage() -> Storage:
    found: Storage = current_app.extensions["storage"]
    return found
