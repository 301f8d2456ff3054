"""Each module draws one visible thing."""
