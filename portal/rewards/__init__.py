"""Points, what they buy, and the titles people wear.

Words: a *ledger entry* is one side of a movement of points; a movement is two or more entries that sum to zero between
a member and a *system account* (issued, spent, expired). A *balance* is the materialised sum of a member's entries. An
*earning rule* says what an act is worth and how often a day. A *store item* is *redeemed* for points; the *redemption*
can be undone for ten minutes, until the item is handed over. An *honor title* is earned or bought, and worn.

Points move only through `ledger`; every verb that spends locks the balance first and the stock second. Other features
pay in by events, wired in `portal.reactions` to the functions in `earning`.

May import community, content, conditions, accounts, safety, events and core.
"""
