-- What PostgreSQL keeps beside what it would do by itself: names, states, settings and types in C.
DO $$ BEGIN CREATE ROLE unruly_team CREATEDB; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
DO $$ BEGIN CREATE ROLE unruly_app LOGIN NOINHERIT CONNECTION LIMIT 5 VALID UNTIL '2030-01-01';
EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
GRANT unruly_team TO unruly_app WITH ADMIN OPTION;
ALTER ROLE unruly_app SET statement_timeout = '5s';
ALTER ROLE unruly_app SET search_path = "$user", public;
DO $$ BEGIN
  EXECUTE format('ALTER ROLE unruly_app IN DATABASE %I SET work_mem = ''8MB''', current_database());
  EXECUTE format('ALTER DATABASE %I SET my.option = ''it''''s''', current_database());
END $$;

CREATE DOMAIN size AS int CONSTRAINT small CHECK (VALUE < 100);
ALTER DOMAIN size ADD CONSTRAINT later CHECK (VALUE > 0) NOT VALID;
COMMENT ON CONSTRAINT later ON DOMAIN size IS 'old ones may be less';

CREATE TABLE old_name (id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY, size size,
  "a b" int CONSTRAINT must NOT NULL, c int NOT NULL);
ALTER TABLE old_name RENAME TO "New One";
ALTER TABLE "New One" RENAME c TO d;
GRANT SELECT ON "New One" TO unruly_app;
CREATE UNLOGGED TABLE passing (id int GENERATED ALWAYS AS IDENTITY, no serial);
CREATE UNLOGGED TABLE counted (id int GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME counter));
ALTER SEQUENCE counter SET LOGGED;
CREATE TABLE a_table_with_a_name_that_is_much_too_long_for_that
  (a_column_with_a_name_that_is_long_too int GENERATED ALWAYS AS IDENTITY);
CREATE TABLE doubled (a int, b int GENERATED ALWAYS AS (a * 2) STORED);
CREATE TABLE doubled_too (a int, b int GENERATED ALWAYS AS (a * 2) STORED);
ALTER TABLE doubled_too INHERIT doubled;

CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TABLE p (a int, b int) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2) PARTITION BY LIST (b);
CREATE TABLE p21 PARTITION OF p2 FOR VALUES IN (1);
CREATE TRIGGER seen AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION nothing();
ALTER TABLE p1 DISABLE TRIGGER seen;
ALTER TABLE ONLY p2 ENABLE ALWAYS TRIGGER seen;
CREATE INDEX whole ON p (b);
ALTER INDEX p1_b_idx RENAME TO renamed;
ALTER INDEX p21_b_idx RENAME TO "Odd 21";
COMMENT ON INDEX p2_b_idx IS 'a part';
CREATE INDEX lacking ON ONLY p (a);
CREATE INDEX p1_own ON p1 (a);
ALTER INDEX lacking ATTACH PARTITION p1_own;
CREATE INDEX lacking_too ON ONLY p ((a + b));
CREATE INDEX p2_own ON p2 ((a + b));
ALTER INDEX lacking_too ATTACH PARTITION p2_own;
CREATE TABLE k (a int, b int, PRIMARY KEY (a, b), UNIQUE (b, a)) PARTITION BY LIST (a);
CREATE TABLE k1 PARTITION OF k FOR VALUES IN (1);
ALTER INDEX k1_pkey RENAME TO k1_main;
ALTER TABLE k1 RENAME CONSTRAINT k1_b_a_key TO k1_once;
CREATE TABLE measured_at_a_place_of_a_long_name (place_of_the_measurement int, b int)
  PARTITION BY LIST (place_of_the_measurement);
CREATE TABLE measured_at_a_place_of_a_long_name_2020_01 PARTITION OF measured_at_a_place_of_a_long_name
  FOR VALUES IN (1);
CREATE INDEX ON measured_at_a_place_of_a_long_name (place_of_the_measurement, b);

CREATE SCHEMA s;
CREATE TYPE s.number;
CREATE FUNCTION s.number_in(cstring) RETURNS s.number LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION s.number_out(s.number) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE s.number (INPUT = s.number_in, OUTPUT = s.number_out, LIKE = integer, DEFAULT = '7');
COMMENT ON TYPE s.number IS 'like an int';
CREATE FUNCTION s.lower(s.number, s.number) RETURNS bool LANGUAGE internal IMMUTABLE STRICT AS 'int4lt';
CREATE OPERATOR s.< (FUNCTION = s.lower, LEFTARG = s.number, RIGHTARG = s.number);
CREATE TABLE numbers (one s.number, many s.number[]);
CREATE TYPE shell;
