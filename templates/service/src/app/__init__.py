"""The service: its settings, its database, and what it does with it."""
