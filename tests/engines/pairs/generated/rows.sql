INSERT INTO cart_lines (id, price, number) VALUES (1, 2, 3);
