"""Rules as data, one module family a place."""
