"""The account pages, by what a person comes to do."""

from portal.accounts import delivery
from portal.accounts.views import family, people, reset, sign_in, sign_up, your_settings
from portal.accounts.views.blueprint import blueprint

__all__ = ["blueprint", "delivery", "family", "people", "reset", "sign_in", "sign_up", "your_settings"]
