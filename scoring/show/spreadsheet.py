"""Tables for a spreadsheet program, as `intake.spreadsheet` makes them."""

from scoring.intake.spreadsheet import csv_bytes

__all__ = ["csv_bytes"]
