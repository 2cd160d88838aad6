CREATE TABLE customers (id int PRIMARY KEY, email varchar(80) NOT NULL, phone varchar(20), fax varchar(20), town text);
CREATE TABLE orders (id int PRIMARY KEY, total int NOT NULL, state text NOT NULL);
CREATE TABLE labels (id int PRIMARY KEY);
CREATE TABLE drafts (id int PRIMARY KEY);
CREATE VIEW big_orders AS SELECT id FROM orders WHERE total > 100;
