"""The yardstick: a Flask app whose one route returns as many bytes as it is asked for, and nothing else."""

from __future__ import annotations

from flask import Flask

app = Flask(__name__)
BLOCK = "<p>" + "x" * 1017 + "</p>"


@app.get("/bare/<int:size>")
def bare(size: int) -> str:
    return (BLOCK * (size // len(BLOCK) + 1))[:size]
