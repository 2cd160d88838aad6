INSERT INTO customers (id, name, email) VALUES (1, 'Ada', 'ada@example.org'), (2, 'Bob', 'bob@example.org');
INSERT INTO purchases (id, customer_id, total) VALUES (1, 1, 10), (2, 1, 20), (3, 2, 30);
