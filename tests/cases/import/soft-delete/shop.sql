CREATE TABLE notes (id bigint PRIMARY KEY, text text NOT NULL, deleted_at timestamptz);
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL UNIQUE, deleted_at timestamptz);
CREATE TABLE files (id bigint PRIMARY KEY, path text NOT NULL, deleted boolean NOT NULL DEFAULT false);
