"""Keeping groups safe: reports, the staff queue, decisions, sanctions, and the record of all of it.

Words: a *report* is a member's concern; a *case* is one thing for staff to look at (reported, held or a crisis); a
*decision* closes it; a *sanction* is what follows for a member; an *audit entry* can never be changed.
May import: search, notifications, live, challenges, rewards, community, content, accounts, safety, events, core.
"""
