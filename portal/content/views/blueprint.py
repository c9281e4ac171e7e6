"""The blueprint that every page of articles joins."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("content", __name__)
