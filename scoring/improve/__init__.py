"""What to fix first, and what a change would do."""
