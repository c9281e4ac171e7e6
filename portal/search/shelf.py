"""Where the index stands: a link to the directory in use, so that a newly built one takes its place at once."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

from flask import Flask, current_app

from portal.core.ids import new_id
from portal.search import analysis
from portal.search.engine import Index


class Shelf:
    """The index of one app. Its directories bear the version of the analysis that made them."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._link = home / f"v{analysis.VERSION}"
        self._lock = threading.Lock()
        self._directory = Path()
        self._index: Index | None = None

    def index(self) -> Index:
        """The index in use; an empty one is made where there is none."""
        with self._lock:
            try:
                directory = self._home / os.readlink(self._link)
            except FileNotFoundError:
                directory = self._first()
            if self._index is None or directory != self._directory:
                self._index, self._directory = Index.open(directory), directory
            return self._index

    def exists(self) -> bool:
        return self._link.is_symlink()

    def beside(self) -> Path:
        """A new private directory for an index that is being built."""
        self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
        directory = self._home / f"{self._link.name}-{new_id()}"
        directory.mkdir(mode=0o700)
        return directory

    def swap(self, directory: Path) -> None:
        """Puts a built index into use in one step and removes all others."""
        fresh = self._home / f".{directory.name}"
        fresh.symlink_to(directory.name)
        fresh.replace(self._link)
        for other in self._home.iterdir():
            if other.is_dir() and not other.is_symlink() and other != directory:
                shutil.rmtree(other, ignore_errors=True)

    def _first(self) -> Path:
        directory = self.beside()
        try:
            self._link.symlink_to(directory.name)
        except FileExistsError:  # another process was first
            directory.rmdir()
        return self._home / os.readlink(self._link)


def shelf() -> Shelf:
    found: Shelf = current_app.extensions["search"]
    return found


def init_search(app: Flask, data_dir: Path) -> None:
    app.extensions["search"] = Shelf(data_dir / "search")
