"""The size of a file in words."""

from __future__ import annotations


def size_text(size: int) -> str:
    """A number of bytes as a person reads it.

    >>> size_text(800), size_text(3_400_000), size_text(5_000_000_000)
    ('1 KB', '3.4 MB', '5.0 GB')
    """
    for unit, factor in (("GB", 1e9), ("MB", 1e6)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{max(1, round(size / 1e3))} KB"
