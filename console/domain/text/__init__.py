"""Texts made comparable: width, script, spacing, sound and disguise are normalised away.

Belongs here: everything that other modules need to compare texts.
May import: the standard library, opencc, pypinyin.
"""
