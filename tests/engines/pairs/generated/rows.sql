INSERT INTO lines (id, price, number) VALUES (1, 2, 3);
