CREATE SCHEMA auth;
CREATE SCHEMA billing;
CREATE TABLE auth.users (id int PRIMARY KEY);
CREATE TYPE mood AS ENUM ('low', 'middle', 'high');
CREATE TABLE posts (id int PRIMARY KEY, m mood, user_id int REFERENCES auth.users, past mood[]);
CREATE TABLE users (id int PRIMARY KEY, x text, y int);
CREATE TABLE billing.bills (id int PRIMARY KEY, m mood, user_id int REFERENCES auth.users);
CREATE VIEW billing.newest AS SELECT max(id) AS id FROM billing.bills;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;
