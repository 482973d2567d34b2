"""The site's keys: it signs what must be proved later, and opens what tablets seal for it.

Belongs here: signatures, sealed entries, the export of a visit.
May import: domain.
"""
