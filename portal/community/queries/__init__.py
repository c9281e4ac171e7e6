"""Reads shaped for the pages of groups, topics and posts: plain rows, a few queries, none more with more rows."""
