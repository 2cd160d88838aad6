CREATE TABLE brands (id bigint PRIMARY KEY, name text NOT NULL, description text, delete_reason text,
  created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, description text, delete_reason text,
  created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE products (id bigint PRIMARY KEY, name text NOT NULL, description text, delete_reason text,
  created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE tags (id bigint PRIMARY KEY, name text NOT NULL, description text, created_at timestamptz NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(), total numeric(10,2) NOT NULL);
CREATE TABLE orders_log (id bigint, created_at timestamptz, updated_at timestamptz, total numeric(10,2));
CREATE FUNCTION logged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO orders_log SELECT OLD.*;
  RETURN NEW;
END $$;
CREATE TRIGGER logged AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION logged();
