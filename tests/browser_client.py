"""A test browser: real requests, each in a context of its own, with the CSRF token a page would carry."""

from __future__ import annotations

import contextvars
import hashlib
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from portal.accounts.sessions import open_session

CSRF = hashlib.sha256(b"a test browser").hexdigest()


class Browser(FlaskClient):
    """A Flask client whose requests never share `g` with the test or with each other."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signer = URLSafeTimedSerializer(str(self.application.secret_key), salt="wtf-csrf-token")
        self.csrf_token = str(signer.dumps(CSRF))
        self.remember(csrf_token=CSRF)

    def open(self, *args: Any, **kwargs: Any) -> Any:
        return contextvars.Context().run(super().open, *args, **kwargs)

    def remember(self, **values: str) -> None:
        def write() -> None:
            with self.session_transaction() as cookie:
                cookie.update(values)

        contextvars.Context().run(write)

    def sign_in_as(self, member: Any) -> Browser:
        token = open_session(member.id, "test browser")
        self.remember(_user_id=f"{member.id}:{token}", _fresh="1", csrf_token=CSRF)
        return self

    @property
    def session_cookie(self) -> str:
        """What the session cookie of this browser holds."""
        cookie = self.get_cookie(self.application.config["SESSION_COOKIE_NAME"])
        assert cookie is not None
        return str(cookie.value)

    def submit(self, url: str, htmx: bool = False, csrf: bool = True, **fields: Any) -> Any:
        """Posts a form as a page of the portal would; `htmx=True` adds its header."""
        data = {"csrf_token": self.csrf_token, **fields} if csrf else fields
        headers = {"HX-Request": "true"} if htmx else {}
        return self.post(url, data=data, headers=headers)

    def fragment(self, url: str) -> Any:
        return self.get(url, headers={"HX-Request": "true"})


OpenBrowser = Callable[..., Browser]
