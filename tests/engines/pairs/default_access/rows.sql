INSERT INTO tasks (id, code) VALUES (1, 'a');
