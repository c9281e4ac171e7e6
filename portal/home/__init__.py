"""The pages that compose many features: start page, group home, article page, one's own page. It has no tables.

Each page has its view in `views.py` and its reading in a file of its own, such as `group_home.py`.
May import: everything below.
"""
