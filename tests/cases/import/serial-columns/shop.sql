CREATE TABLE orders (id bigserial PRIMARY KEY, no smallserial NOT NULL);
CREATE TABLE invoices (id serial PRIMARY KEY);
ALTER SEQUENCE invoices_id_seq START 1000;
CREATE SEQUENCE shared;
CREATE TABLE left_ones (id bigint PRIMARY KEY DEFAULT nextval('shared'));
CREATE TABLE right_ones (id bigint PRIMARY KEY DEFAULT nextval('shared'));
CREATE TABLE old_users (id serial PRIMARY KEY);
ALTER TABLE old_users RENAME TO users;
