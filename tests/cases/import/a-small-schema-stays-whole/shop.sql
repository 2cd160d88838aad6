CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers);
CREATE TABLE payments (id bigint PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders);
CREATE TABLE invoices (id bigint PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders);
CREATE TABLE brands (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE products (id bigint PRIMARY KEY, brand_id bigint NOT NULL REFERENCES brands);
CREATE TABLE variants (id bigint PRIMARY KEY, product_id bigint NOT NULL REFERENCES products);
CREATE TABLE images (id bigint PRIMARY KEY, product_id bigint NOT NULL REFERENCES products);
