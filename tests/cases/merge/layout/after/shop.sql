CREATE TABLE customers (id int PRIMARY KEY, email varchar(120) NOT NULL, phone varchar(20), born date,
  is_member boolean NOT NULL DEFAULT false);
CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customers ON DELETE CASCADE, state text NOT NULL,
  placed date NOT NULL, shipped date, CONSTRAINT orders_in_order CHECK (placed < shipped));
CREATE INDEX orders_shipped_idx ON orders (shipped) WHERE state = 'open';
CREATE TABLE parcels (id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders, weight bigint);
CREATE TABLE labels (id int PRIMARY KEY, parcel_id int NOT NULL REFERENCES parcels, code text);
CREATE VIEW open_orders AS SELECT id, placed FROM orders WHERE shipped IS NULL;
