CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN short AS varchar(20);
CREATE SEQUENCE ticket;
CREATE TABLE artist (
    id integer PRIMARY KEY,
    name varchar(80) NOT NULL,
    born date,
    mood mood,
    alias short,
    rank int CONSTRAINT rank_ok CHECK (rank > 3)
);
CREATE INDEX artist_born ON artist (born);
CREATE INDEX artist_one ON artist (rank);
CREATE INDEX artist_two ON artist (rank);
CREATE TABLE album (
    id integer PRIMARY KEY,
    artist_id integer NOT NULL CONSTRAINT album_artist REFERENCES artist
);
CREATE VIEW artist_name AS SELECT id, name FROM artist;
CREATE VIEW short_name AS SELECT name FROM artist_name;
