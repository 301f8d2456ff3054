"""How good the forecast has been: what was known on a day, what was forecast then, what came."""
