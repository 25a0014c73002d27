"""The local copy of the registry: its file, its rows and its folded names."""
