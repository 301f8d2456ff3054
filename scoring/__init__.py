"""Experience scores of a shop: intake, store, measure, rules, assess, certify, improve.

Data moves along that road in that order; a later stage knows the earlier ones, never the other way
round. Nothing here knows that a screen exists.
"""
