INSERT INTO customers (id, org_id, name) VALUES (1, 1, 'Ada'), (2, 2, 'Bo');
INSERT INTO members (id, org_id) VALUES (1, 1);
INSERT INTO purchases (id, org_id, total) VALUES (1, 1, 10), (2, 2, 150);
INSERT INTO letters (id, member_id) VALUES (1, 1);
