"""Texts made comparable: width, script, spacing, sound and disguise folded away."""
