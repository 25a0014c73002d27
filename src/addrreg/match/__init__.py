"""Reading an address: walk, decide, number, building, compose."""
