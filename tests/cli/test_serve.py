"""What `portal serve` has ready before its first request."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.cli import serve
from portal.core.serving import Gunicorn
from portal.safety.lexicon import phrases
from portal.safety.screen import screen


def test_the_first_post_after_a_start_waits_for_no_word_list(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Gunicorn, "run", lambda self: None)
    phrases.cache_clear()
    serve.run(app.extensions["settings"], "pages", "127.0.0.1", 8000, 4, 16, lambda: None)
    compiled = phrases.cache_info().misses
    screen("今天测了血糖。 Hello.")
    assert compiled > 0
    assert phrases.cache_info().misses == compiled
