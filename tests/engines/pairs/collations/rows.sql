INSERT INTO customers (id, name, code, note, mail) VALUES (1, 'Ada', 'a', 'x', 'a@b.c'), (2, 'Bo', 'b', NULL, 'b@b.c');
