"""What a member is told inside the portal.

Words: a *notice* has a kind and a target; its words name no group, disease or person: a lock screen may show them.
May import: live, challenges, rewards, community, content, accounts, events, core.
"""
