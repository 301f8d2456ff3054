"""Scenarios: a named stack of changes to a frozen baseline, each of which can be switched off, and its result."""
