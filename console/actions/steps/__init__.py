"""Plain functions without a transaction of their own, shared by the actions."""
