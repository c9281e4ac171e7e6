"""A small believable world with one object for every address, so that each page can be opened by someone who may.

`build_world()` makes the rows by verbs; `visits(app, world)` turns the URL map into addresses to open and as whom.
A new page joins by itself when its arguments are known here; otherwise `visits` says what to add.
"""

from tests.world.build import build_world
from tests.world.routes import Visit, unknown_routes, visits, with_refusals
from tests.world.rows import World

__all__ = ["Visit", "World", "build_world", "unknown_routes", "visits", "with_refusals"]
