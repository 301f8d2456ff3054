"""Levels over time: certification days, reference days, certified levels."""
