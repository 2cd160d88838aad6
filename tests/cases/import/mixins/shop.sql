CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE orders (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(), total numeric(10,2) NOT NULL);
CREATE TABLE products (id bigint PRIMARY KEY, title text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE suppliers (id bigint PRIMARY KEY, name text NOT NULL, address_street text, address_zip varchar(10), address_city text);
CREATE TABLE shops (id bigint PRIMARY KEY, address_street text, address_zip varchar(10), address_city text);
CREATE TABLE depots (id bigint PRIMARY KEY, address_street text, address_zip varchar(10), address_city text, doors int);
COMMENT ON COLUMN suppliers.address_zip IS 'With the country in front.';
COMMENT ON COLUMN shops.address_zip IS 'With the country in front.';
COMMENT ON COLUMN depots.address_zip IS 'With the country in front.';
