"""Text alone: the fold, its tables, numbers and spellings; knows nothing of the registry."""
