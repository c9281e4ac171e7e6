"""Health articles: written by staff, checked by another person, read by everyone.

Words: an *article* is the text readers see; a *revision* is one saved version of its text, never changed; a *source*
belongs to a revision; a *medical review* is a clinician's decision on exactly one revision. The `state` of an article
is that of its newest revision (`draft`, `review`, `approved`, `published`, `unpublished`); readers keep the published
revision while a later one is in the works. A *finding* is a place in a text that must not be published.
May import: conditions, accounts, safety, events, core.
"""
