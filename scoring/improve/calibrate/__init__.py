"""From the scores the platform showed to what the rule set only assumes: tier limits and weights, as intervals."""
