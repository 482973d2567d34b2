"""Reads for screens: frozen views, masked already; every function takes the session and the actor."""
