"""Binds device sessions to the browser's cookie through Flask-Login."""

from __future__ import annotations

from flask import Flask, current_app, session
from flask_login import LoginManager, current_user, login_user, logout_user
from werkzeug.wrappers import Response

from portal.accounts.sessions import TOUCH_EVERY, open_session, token_digest, touch_session
from portal.accounts.viewer import SignedOut, Viewer, load_viewer
from portal.core import clock

login_manager = LoginManager()
login_manager.anonymous_user = SignedOut
login_manager.session_protection = None


@login_manager.user_loader
def _load(session_id: str) -> Viewer | None:
    member_id, _, token = session_id.partition(":")
    viewer = load_viewer(token, token_digest(token)) if token else None
    return viewer if viewer and str(viewer.id) == member_id else None


def sign_in(member_id: int, device: str) -> None:
    """Starts a fresh browser session for a member: whatever the cookie held before is dropped."""
    token = open_session(member_id, device)
    session.clear()
    session.permanent = True
    viewer = load_viewer(token, token_digest(token))
    login_user(viewer)


def forget_browser() -> None:
    """Empties the cookie; the session row is ended by the caller's verb."""
    logout_user()
    session.clear()


def _touch_afterwards(response: Response) -> Response:
    """Notes hourly, once the response is out, that the session is in use."""
    if current_user.is_authenticated and current_user.session_seen_at <= clock.now() - TOUCH_EVERY:
        app, session_id = current_app._get_current_object(), current_user.session_id  # type: ignore[attr-defined]

        @response.call_on_close
        def touch() -> None:
            with app.app_context():
                touch_session(session_id)

    return response


def init_sign_in(app: Flask) -> None:
    login_manager.init_app(app)
    app.after_request(_touch_afterwards)
