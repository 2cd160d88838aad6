CREATE TABLE orders (id bigint PRIMARY KEY, no text NOT NULL);
CREATE TABLE products (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE order_items (order_id bigint REFERENCES orders, product_id bigint REFERENCES products,
  quantity int NOT NULL, price numeric(10,2) NOT NULL, discount numeric(3,2) NOT NULL, PRIMARY KEY (order_id, product_id));
CREATE TABLE bookings (id bigint PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders,
  product_id bigint NOT NULL REFERENCES products, UNIQUE (order_id, product_id));
CREATE TABLE seats (order_id bigint REFERENCES orders, product_id bigint REFERENCES products, PRIMARY KEY (order_id, product_id));
CREATE TABLE tickets (id bigint PRIMARY KEY, order_id bigint, product_id bigint,
  FOREIGN KEY (order_id, product_id) REFERENCES seats);
CREATE TABLE grants (order_id bigint NOT NULL REFERENCES orders, product_id bigint REFERENCES products, UNIQUE (order_id, product_id));
