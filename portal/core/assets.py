"""Static files under one content-hashed prefix: immutable for browsers, pre-compressed, styles joined into one."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

import brotli
from flask import Blueprint, Flask, abort, current_app, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from portal.core.static_files import COMPRESSED, TEXT_TYPES, read_assets, type_of
from portal.core.web import policy

STATIC = Path(__file__).resolve().parents[1] / "static"

blueprint = Blueprint("assets", __name__)


@dataclass(frozen=True, slots=True)
class Asset:
    body: bytes
    brotli: bytes | None
    gzip: bytes | None
    type: str


def _load(static: Path, name: str, body: bytes) -> Asset:
    kind = type_of(name)
    if not kind.startswith(TEXT_TYPES):
        return Asset(body, None, None, kind)
    made_at_build = static / f"{name}{COMPRESSED}"
    packed = made_at_build.read_bytes() if made_at_build.exists() else brotli.compress(body, quality=5)
    return Asset(body, packed, gzip.compress(body, mtime=0), kind)


def init_assets(app: Flask) -> None:
    bodies = read_assets(STATIC)
    digest = hashlib.sha256()
    for name, body in sorted(bodies.items()):
        digest.update(name.encode() + b"\0" + hashlib.sha256(body).digest())
    app.extensions["assets"] = {name: _load(STATIC, name, body) for name, body in bodies.items()}
    app.extensions["asset_addresses"], app.extensions["drawn_icons"] = {}, {}
    app.extensions["assets_version"] = digest.hexdigest()[:12]
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(asset=asset, icon=icon)


@blueprint.get("/static/<version>/<path:name>")
@policy("public")
def file(version: str, name: str) -> Response:
    """One static file; browsers may keep it for ever because its address changes with its content."""
    found: Asset | None = current_app.extensions["assets"].get(name)
    if found is None:
        abort(404)
    body, encoding = found.body, None
    accepted = request.headers.get("Accept-Encoding", "")
    if found.brotli and "br" in accepted:
        body, encoding = found.brotli, "br"
    elif found.gzip and "gzip" in accepted:
        body, encoding = found.gzip, "gzip"
    response = Response(body, content_type=f"{found.type}; charset=utf-8" if found.gzip else found.type)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.vary.add("Accept-Encoding")
    current = version == current_app.extensions["assets_version"]
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if current else "no-cache"
    return response


def asset(name: str) -> str:
    """The address of a static file. Raises LookupError in a template that names a missing one."""
    known: dict[str, str] = current_app.extensions["asset_addresses"]
    if name not in known:
        if name not in current_app.extensions["assets"]:
            raise LookupError(f"no static file {name}")
        known[name] = url_for("assets.file", version=current_app.extensions["assets_version"], name=name)
    return known[name]


def icon(name: str) -> Markup:
    """A decorative icon of the sprite; the words beside it say what it means."""
    drawn: dict[str, Markup] = current_app.extensions["drawn_icons"]
    if name not in drawn:
        svg = Markup('<svg class="icon" aria-hidden="true" width="24" height="24"><use href="{}#{}"></use></svg>')
        drawn[name] = svg.format(asset("icons/sprite.svg"), name)
    return drawn[name]
