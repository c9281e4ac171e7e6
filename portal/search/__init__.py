"""One index over articles, topics, posts and live answers, in three scripts.

Words: a *document* is what the index keeps of one row; an *audience* is who may find it; a *hit* is a row shown
again through its own visibility rule. Text is analyzed in `analysis`, kept and scored in `engine`, made from rows in
`documents`, asked for in `queries`. May import community, content, live and everything below them.
Only this package imports the search engine.
"""
