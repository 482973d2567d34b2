"""HTTP: thin doors. Parse, one action, one answer."""
