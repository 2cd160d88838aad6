CREATE SCHEMA shop;
COMMENT ON SCHEMA shop IS 'What is sold';
CREATE TABLE shop.items (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE visits (id serial PRIMARY KEY, item_id integer NOT NULL REFERENCES shop.items);
