DO $$ BEGIN CREATE ROLE roles_owner; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
DO $$ BEGIN CREATE ROLE roles_app LOGIN CREATEDB CREATEROLE REPLICATION NOINHERIT CONNECTION LIMIT 5 VALID UNTIL '2030-01-01 00:00:00+00'; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
DO $$ BEGIN CREATE ROLE roles_other; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$; 
GRANT roles_owner TO roles_app WITH ADMIN OPTION; GRANT roles_other TO roles_app WITH ADMIN OPTION;
ALTER ROLE roles_app SET search_path = app, public; ALTER ROLE roles_app SET statement_timeout = '5s'; ALTER ROLE roles_app SET application_name = 'it''s'; ALTER ROLE roles_other SET search_path = '';
CREATE TABLE t (id int PRIMARY KEY); GRANT SELECT ON t TO roles_app;
