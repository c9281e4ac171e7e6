"""Alembic's home: `env.py`, the revisions, and `tables.py`, which knows every model."""
