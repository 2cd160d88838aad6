CREATE TABLE customers (
    id int PRIMARY KEY,
    phone varchar(20) NOT NULL,
    mail text CHECK (mail <> ''),
    born date,
    note text
);
CREATE INDEX customers_born ON customers (born);
CREATE TABLE orders (
    id int PRIMARY KEY,
    customer_id int NOT NULL REFERENCES customers,
    placed date
);
CREATE TABLE colours (id int PRIMARY KEY, name text, code text);
