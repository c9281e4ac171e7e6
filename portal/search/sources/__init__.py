"""How the rows of each feature become documents, and how they are shown again to one reader."""
