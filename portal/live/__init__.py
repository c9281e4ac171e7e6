"""Live questions and answers: a doctor is there for an hour, members ask in writing, answers appear for everyone.

Words: a *session* is opened and closed by its *hosts*; a *question* is approved before the audience sees it; each
session numbers what happens in two *streams*, the audience's and the hosts', so that nobody can miss or guess a thing.
May import: community, conditions, accounts, safety, events, core.
"""
