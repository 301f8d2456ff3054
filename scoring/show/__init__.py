"""Results → plain values for JSON (keys are the words of the plan) and lines of text for a terminal."""
