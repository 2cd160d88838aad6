INSERT INTO seats (id, row_no, place, label) VALUES (1, 1, 1, 'A'), (2, 1, 2, 'B');
