"""Groups and what their members say to each other.

Words: a *group* has a visibility (`public`, `members`, `approval`, `hidden`) and, for a disease, its own consent
text; a *membership* carries a label (`patient`, `family`, `clinician`); a *topic* is opened by its post number 1,
replies follow; a topic without a group is the discussion under an article; a *reaction* is one supportive sign.
May import: conditions, accounts, safety, events, core.
"""
