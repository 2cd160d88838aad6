CREATE TYPE state AS ENUM ('open', 'paid', 'lost');
CREATE TABLE orders (
    id int PRIMARY KEY,
    state state NOT NULL DEFAULT 'open',
    paid_on date,
    total int NOT NULL,
    changed_at timestamptz,
    tags varchar(20)[] NOT NULL DEFAULT '{}',
    CONSTRAINT paid_has_day CHECK (state <> 'paid' OR paid_on IS NOT NULL),
    CONSTRAINT known CHECK (state IN ('open', 'paid', 'lost'))
);
CREATE INDEX of_open ON orders (id) WHERE state = 'open';
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.changed_at := now(); RETURN NEW; END';
CREATE TRIGGER orders_touch BEFORE UPDATE OF total, state ON orders
    FOR EACH ROW WHEN (new.total IS DISTINCT FROM old.total OR new.state = 'lost') EXECUTE FUNCTION touch();
CREATE TRIGGER orders_stamp BEFORE UPDATE ON orders
    FOR EACH ROW WHEN (new.changed_at IS NOT DISTINCT FROM old.changed_at) EXECUTE FUNCTION touch();
