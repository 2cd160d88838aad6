"""Tables that code describes: SQLAlchemy's metadata, Alembic's revisions, Django's migrations.

Takes what a person named, gives the Catalog of the scratch database that their own code makes."""
