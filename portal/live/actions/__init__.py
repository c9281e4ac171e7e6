"""The verbs of live sessions, one module a noun."""
