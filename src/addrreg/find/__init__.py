"""Find (参照): the registry asked the other way round: by id, by the beginning of a name, by a point."""
