"""The pages of groups, topics and posts."""

from portal.community.views import groups, membership, posts, topics
from portal.community.views.blueprint import blueprint

__all__ = ["blueprint", "groups", "membership", "posts", "topics"]
