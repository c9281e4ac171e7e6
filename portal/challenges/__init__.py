"""Challenges: a habit kept for some weeks, one check-in a day, never a race.

Words: a *challenge* runs from one civil day to another; an *enrolment* is a member's part in it and fixes the time zone
of their days; a *check-in* is one day done, by the member or by family with the `checkin` scope; a *streak* is a run of
days. A *measure* says which number may come with a check-in, what range is plausible and what calls for advice.

There is no ranking: nobody sees another member's check-ins but the family the member let in. Points are paid by
`rewards`, which hears `CheckedIn` and `ChallengeFinished`.

May import community, content, conditions, accounts, safety, events and core.
"""
