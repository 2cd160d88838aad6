INSERT INTO bills (id, state, total) VALUES (1, 'open', 3), (2, 'paid', 9);
