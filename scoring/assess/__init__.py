"""Metric values → scores, total, level, gates and what keeps the next level away."""
