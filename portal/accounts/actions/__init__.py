"""The verbs of accounts, by what they are about: members, signing in, roles, family."""
