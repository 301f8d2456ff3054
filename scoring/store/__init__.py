"""Keeps rows: the same file twice changes nothing, the latest import of a row wins, an import can be undone."""
