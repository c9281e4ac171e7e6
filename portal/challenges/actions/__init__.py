"""The verbs of challenges: join, check in, define and settle."""
