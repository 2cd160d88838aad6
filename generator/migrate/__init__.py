"""Migrations: from the last frozen catalogs to those of today, as plans.

Takes Catalogs, gives Plans of ordered operations with their hazards; no SQL before rendering."""
