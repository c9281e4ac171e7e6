"""Plumbing that every feature stands on and that knows no feature.

Words: a *transaction* is one verb's unit of work; the *bus* hands events to the table in `portal.reactions`;
the *outbox* holds effects that must leave the process; *realtime* carries hints, never the truth.
May import: nothing of the portal but `portal.config`.
"""
