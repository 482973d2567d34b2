"""What unlawful words and the customer's cues look like, one package per language.

Belongs here: regular expressions as data. A new phrase goes into the file of its topic: one category
stands in one file per language.
May import: domain.
"""
