-- What schemas of other people have in them, and none of ours.

-- every server has these
CREATE OR REPLACE LANGUAGE plpgsql;
CREATE EXTENSION plpgsql;

-- an aggregate that is called like the function it is made of
CREATE FUNCTION joined(text, text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce($1 || ', ', '') || $2 $$;
CREATE AGGREGATE joined(text) (SFUNC = joined, STYPE = text);
CREATE VIEW labels AS SELECT joined(word) AS words FROM (VALUES ('a'), ('b')) AS given (word);

-- arguments of any type
CREATE FUNCTION pair(anyelement, anyelement) RETURNS anyarray LANGUAGE sql AS $$ SELECT ARRAY[$1, $2] $$;

-- columns with capitals in conditions and in what is generated
CREATE TABLE "phoneCall" (
  "callId" serial PRIMARY KEY,
  "lineState" varchar(20) NOT NULL DEFAULT 'idle',
  "unitPrice" numeric(8,2) NOT NULL DEFAULT -0.5,
  "twicePrice" numeric(9,2) GENERATED ALWAYS AS ("unitPrice" * 2) STORED,
  CONSTRAINT "phoneCall_lineState_check" CHECK ("lineState" IN ('idle', 'busy', 'gone'))
);
CREATE INDEX "phoneCall_open" ON "phoneCall" ("callId") WHERE "lineState" <> 'gone';

-- a reference that is said twice
CREATE TABLE kind (id serial PRIMARY KEY);
CREATE TABLE thing (id serial PRIMARY KEY, kind_id integer NOT NULL REFERENCES kind, FOREIGN KEY (kind_id) REFERENCES kind);

-- how a table and a column are stored
ALTER TABLE kind SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_enabled = false, fillfactor = 80);
ALTER TABLE thing ALTER kind_id SET STATISTICS 1000;

-- a comment of its own on a column that comes from a parent
CREATE TABLE note (id serial PRIMARY KEY, about integer NOT NULL);
COMMENT ON COLUMN note.about IS 'what it is about';
CREATE TABLE kind_note (CHECK (about > 0)) INHERITS (note);
COMMENT ON COLUMN kind_note.about IS 'the kind that it is about';
