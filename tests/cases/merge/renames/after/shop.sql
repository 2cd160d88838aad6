CREATE TABLE clients (
    id int CONSTRAINT customers_pkey PRIMARY KEY,
    telephone varchar(20) NOT NULL,
    email text CONSTRAINT customers_mail_check CHECK (email <> ''),
    birthday date,
    remark text,
    vip boolean
);
CREATE INDEX customers_born ON clients (birthday);
CREATE TABLE orders (
    id int PRIMARY KEY,
    client_id int NOT NULL CONSTRAINT orders_customer_id_fkey REFERENCES clients,
    placed date
);
CREATE TABLE shapes (id int PRIMARY KEY, name text, code text);
