"""The verbs of rewards: redeem and undo, hand over, wear a title, and keep the catalogue."""
