INSERT INTO tasks (id, code, name) VALUES (1, 'a', 'first');
