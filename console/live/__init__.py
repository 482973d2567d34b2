"""Socket.IO: the wire contract, the inbound doors, and the only emit()."""
