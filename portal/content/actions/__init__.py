"""What people do with articles: writing, reviewing, publishing, reading, importing."""
