"""Makes texts comparable: removes differences of width, script, spacing, sound and disguise.

Belongs here: what other modules need to compare texts.
May import: the standard library, opencc, pypinyin.
"""
