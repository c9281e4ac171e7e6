"""The pages of articles: the list for readers, the desk for those who write, the review page."""

from portal.content.views import desk, reading, review
from portal.content.views.blueprint import blueprint

__all__ = ["blueprint", "desk", "reading", "review"]
