"""SQL scripts and dumps: a file's statements, each with its place, run on a scratch database.

Takes a path, gives the Catalog of the database that the script makes; nothing else is touched."""
