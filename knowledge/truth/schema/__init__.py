"""The columns of the truth's tables, by subject."""
