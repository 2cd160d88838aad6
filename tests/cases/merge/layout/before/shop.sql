CREATE TABLE customers (id int PRIMARY KEY, email varchar(80) NOT NULL, phone varchar(20), fax varchar(20), born date);
CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customers, state text NOT NULL,
  placed date NOT NULL, shipped date, CONSTRAINT orders_in_order CHECK (placed <= shipped));
CREATE TABLE parcels (id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders, weight int);
CREATE VIEW open_orders AS SELECT id FROM orders WHERE shipped IS NULL;
