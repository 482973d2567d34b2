"""Values as people write and read them in each language: money, numbers, days, times.

Belongs here: the one way in which a value becomes text, and strict readers of what a person types.
May import: domain.
"""
