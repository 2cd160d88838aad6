CREATE FUNCTION is_code(text text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$SELECT text ~ '^[A-Z]'$$;
CREATE DOMAIN code AS text CONSTRAINT code_check CHECK (is_code(VALUE));
CREATE DOMAIN email AS varchar(80) NOT NULL DEFAULT 'nobody@example.org' CHECK (VALUE ~ '^[a-z]+@[a-z.]{2,}$');
CREATE DOMAIN pair AS integer[] CONSTRAINT ordered CHECK (VALUE[1] < VALUE[2]) CONSTRAINT two CHECK (array_length(VALUE, 1) = 2);

CREATE TABLE account (
    id bigint PRIMARY KEY,
    code code,
    email email,
    range pair,
    amount int NOT NULL
) WITH (autovacuum_enabled = off, fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
CREATE UNLOGGED TABLE draft (note text) WITH (fillfactor = 50);
CREATE INDEX account_large ON account ((amount > 1000), (amount * 3) DESC, lower(code)) WITH (fillfactor = 60);

CREATE MATERIALIZED VIEW total AS SELECT sum(amount) AS total FROM account;
CREATE UNIQUE INDEX total_positive ON total ((total > 0));

CREATE TABLE note (id int PRIMARY KEY, data jsonb, body text, title varchar(40), at timestamptz);
CREATE INDEX note_mail ON note (lower((data ->> 'email')) text_pattern_ops DESC NULLS LAST, title);
CREATE INDEX note_words ON note USING gin (to_tsvector('english', coalesce(body, '') || ' ' || title));
CREATE INDEX note_day ON note (((at AT TIME ZONE 'UTC')::date)) WHERE data ? 'email';
CREATE INDEX note_title ON note (lower(title));
CREATE INDEX note_classes ON note (title varchar_pattern_ops, body);
CREATE INDEX note_code ON note (is_code(body));
CREATE UNIQUE INDEX account_amount ON account (amount) NULLS NOT DISTINCT;
