"""Two data sets to try the board with: a small made-up shop and a small extract of real orders.

``SAMPLE_SHOP`` is the folder of the made-up shop, one CSV file per canonical table; ``sample_data.generate``
writes it again, byte for byte. ``REAL_ORDERS`` is the folder of the real extract, with its licence.
"""

from pathlib import Path

SAMPLE_SHOP = Path(__file__).parent / "shop"
REAL_ORDERS = Path(__file__).parent / "real"

__all__ = ["REAL_ORDERS", "SAMPLE_SHOP"]
