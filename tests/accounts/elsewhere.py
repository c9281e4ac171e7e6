"""Another process of the portal on the same database: tries sign-ins and prints their statuses.

Run as `python -m tests.accounts.elsewhere '<json>'` with `identifiers`, `forwarded` (one X-Forwarded-For a try) and
settings such as `trusted_proxies`.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from portal import create_app
from portal.accounts.actions import signing_in
from portal.config import load_settings
from tests.browser_client import Browser


def try_signing_in(plan: dict[str, Any]) -> list[int]:
    app = create_app(load_settings(log_level="critical", rate_limits=False, **plan["settings"]))
    app.test_client_class = Browser
    signing_in.WRONG_PER_ADDRESS = plan.get("per_address", signing_in.WRONG_PER_ADDRESS)
    statuses = []
    for identifier, forwarded in zip(plan["identifiers"], plan["forwarded"], strict=True):
        client = app.test_client()
        if forwarded:
            client.environ_base["HTTP_X_FORWARDED_FOR"] = forwarded
        statuses.append(client.submit("/sign-in", identifier=identifier, password="wrong words").status_code)
    return statuses


if __name__ == "__main__":
    print(json.dumps(try_signing_in(json.loads(sys.argv[1]))))
