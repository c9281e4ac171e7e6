"""The taxonomy of diseases: the tag that groups, articles and search share.

Words: a *condition* has a slug, a name in three scripts, codes and synonyms.
May import: core.
"""
