INSERT INTO bills (id, state) VALUES (1, 'open'), (2, 'locked'), (3, 'paid');
