"""The blueprint that the modules beside it fill."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("community", __name__)
