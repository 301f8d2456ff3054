"""Dated rule sets: the model, the loader (with line numbers), the checks, the catalogue."""
