CREATE TYPE feeling AS ENUM ('sad', 'ok');
CREATE DOMAIN brief AS varchar(20);
CREATE SEQUENCE tickets;
CREATE TABLE artist (
    id integer PRIMARY KEY,
    name varchar(80) NOT NULL,
    born date,
    mood feeling,
    alias brief,
    rank int CONSTRAINT rank_fine CHECK (rank > 3)
);
CREATE INDEX artist_birth ON artist (born);
CREATE INDEX artist_three ON artist (rank);
CREATE TABLE album (
    id integer PRIMARY KEY,
    artist_id integer NOT NULL CONSTRAINT album_by REFERENCES artist
);
CREATE VIEW called AS SELECT id, name FROM artist;
CREATE VIEW short_name AS SELECT name FROM called;
