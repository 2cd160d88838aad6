CREATE TYPE order_state AS ENUM ('new', 'paid', 'sent');
CREATE TYPE currency AS ENUM ('EUR', 'SEK');
CREATE SEQUENCE invoice_no;
CREATE TABLE settings (name text PRIMARY KEY, value text);
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, email text NOT NULL, phone text);
CREATE TABLE addresses (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers, street text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers,
  address_id bigint NOT NULL REFERENCES addresses, state order_state NOT NULL DEFAULT 'new',
  total numeric(10,2) NOT NULL, paid_in currency NOT NULL);
CREATE TABLE order_items (order_id bigint NOT NULL REFERENCES orders, line int NOT NULL,
  variant_id bigint NOT NULL, quantity int NOT NULL, PRIMARY KEY (order_id, line));
CREATE TABLE invoices (no bigint PRIMARY KEY DEFAULT nextval('invoice_no'),
  order_id bigint NOT NULL REFERENCES orders, sent_on date);
CREATE TABLE payments (id bigint PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders,
  invoice_no bigint NOT NULL REFERENCES invoices, amount numeric(10,2) NOT NULL);
CREATE TABLE brands (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE products (id bigint PRIMARY KEY, brand_id bigint NOT NULL REFERENCES brands, title text NOT NULL,
  slug text NOT NULL, text text);
CREATE TABLE variants (id bigint PRIMARY KEY, product_id bigint NOT NULL REFERENCES products, sku text NOT NULL);
CREATE TABLE images (id bigint PRIMARY KEY, product_id bigint NOT NULL REFERENCES products, path text NOT NULL);
CREATE TABLE prices (variant_id bigint NOT NULL REFERENCES variants, product_id bigint NOT NULL REFERENCES products,
  since date NOT NULL, amount numeric(10,2) NOT NULL, paid_in currency NOT NULL, PRIMARY KEY (variant_id, since));
CREATE TABLE reviews (id bigint PRIMARY KEY, product_id bigint NOT NULL REFERENCES products, stars int NOT NULL,
  variant_id bigint REFERENCES variants);
ALTER TABLE order_items ADD FOREIGN KEY (variant_id) REFERENCES variants;
CREATE VIEW order_count AS SELECT count(*) AS n FROM orders;
CREATE FUNCTION slugged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.slug := lower(NEW.title);
  RETURN NEW;
END $$;
CREATE TRIGGER slugged BEFORE INSERT ON products FOR EACH ROW EXECUTE FUNCTION slugged();
