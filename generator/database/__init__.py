"""Live databases: scratch servers, sessions, catalog readers and the comparison of two catalogs.

Takes URLs, gives values; knows no stage. Drivers are imported only when a session is opened."""
