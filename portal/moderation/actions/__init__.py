"""The verbs of moderation: reporting, claiming, deciding, sanctioning."""
