CREATE DOMAIN rating AS int DEFAULT 3 CONSTRAINT in_stars CHECK (VALUE BETWEEN 1 AND 5);
CREATE DOMAIN word AS text CHECK (VALUE <> 'VALUE');
CREATE TABLE reviews (
    id int PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    seen_at timestamptz(3) DEFAULT CURRENT_TIMESTAMP(3),
    written_on date NOT NULL DEFAULT CURRENT_DATE,
    local_time_of_it timestamp DEFAULT CURRENT_TIMESTAMP,
    ip varchar(39) DEFAULT NULL::character varying,
    code char(3) DEFAULT NULL,
    stars rating DEFAULT NULL,
    also rating,
    kind word,
    nothing int GENERATED ALWAYS AS (NULL) STORED,
    nobody_saw boolean DEFAULT (NULL::int IS NULL)
);
CREATE DOMAIN email AS varchar(254) NOT NULL DEFAULT 'a@b' CHECK (VALUE LIKE '%@%' AND VALUE IN ('a@b', 'c@d'));
CREATE TABLE mails (id int PRIMARY KEY, email email);
