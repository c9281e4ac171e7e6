"""The pages of live sessions: importing this package fills the blueprint."""

from portal.live.views import asking, audience, hosting
from portal.live.views.blueprint import blueprint

__all__ = ["asking", "audience", "blueprint", "hosting"]
