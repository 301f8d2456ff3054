"""A file's bytes → clean canonical rows and a report of every problem."""
