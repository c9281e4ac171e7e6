"""People: members, how they prove who they are, what they agreed to, and what they may do.

Words: a *member* is a person with an account; a *contact* is a sealed e-mail address or phone number; a *device
session* is one signed-in browser; a *grant* gives a role, for one group or all; a *credential* is a clinician's checked
license; a *consent* is kept with its text version; a *proxy* is a family member acting for someone.
May import: safety, events, core.
"""
