"""What each command does: calls the stages and prints. The words and options are `cli.py`'s."""
