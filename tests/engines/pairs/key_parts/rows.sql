INSERT INTO pages (host, path, title) VALUES ('example.org', '/a', 'A'), ('example.org', '/b', NULL), ('example.net', '/a', 'B');
