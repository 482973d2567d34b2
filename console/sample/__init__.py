"""The sample portfolio: real payment histories, made-up people (see LICENCE.md)."""
