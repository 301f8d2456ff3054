"""Events → daily sums → windowed metrics."""
