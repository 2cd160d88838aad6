INSERT INTO accounts (id, code, name) VALUES (1, 'a', 'first');
