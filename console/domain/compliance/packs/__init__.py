"""The rules of each place as data.

Belongs here: one row per rule, with law, article, confidence and dates, and the test of each rule.
May import: domain.
"""
