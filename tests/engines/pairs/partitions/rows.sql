INSERT INTO customers (id) VALUES (1);
INSERT INTO payments (id, customer_id, region, amount, paid_on) VALUES (1, 1, 'SE', 10.5, '2025-03-01');
INSERT INTO payments (id, customer_id, region, amount, paid_on) VALUES (2, 1, 'NO', 20.5, '2026-03-01');
INSERT INTO payments (id, customer_id, region, amount, paid_on) VALUES (3, 1, 'DK', 30.5, '2026-04-01');
