INSERT INTO customers (id) VALUES (1), (2);
INSERT INTO accounts (id) VALUES (1), (2);
INSERT INTO purchases (id, customer_id) VALUES (1, 1), (2, 2);
