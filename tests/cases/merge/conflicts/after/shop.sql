CREATE TABLE customers (id int PRIMARY KEY, email varchar(120) NOT NULL, phone varchar(40), born date);
CREATE TABLE orders (id int PRIMARY KEY, total bigint NOT NULL, state varchar(10) NOT NULL);
CREATE VIEW big_orders AS SELECT id FROM orders WHERE total > 500;
