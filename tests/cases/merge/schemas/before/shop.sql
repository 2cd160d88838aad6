CREATE SCHEMA auth;
CREATE TABLE auth.users (id int PRIMARY KEY, kind text);
CREATE TYPE mood AS ENUM ('low', 'high');
CREATE TABLE posts (id int PRIMARY KEY, m mood, user_id int REFERENCES auth.users);
CREATE TABLE users (id int PRIMARY KEY, x text);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;
CREATE TRIGGER t BEFORE UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION touch();
