-- Every kind of object that SQLite has and the catalog knows, each attribute set somewhere.
CREATE TABLE customer (
    -- who buys
    -- and who looks

    -- the key
    id INTEGER NOT NULL,
    "E mail" TEXT NOT NULL COLLATE NOCASE DEFAULT 'it''s; (nobody'
        CONSTRAINT mail_once UNIQUE ON CONFLICT IGNORE CONSTRAINT mail_at CHECK ("E mail" LIKE '%_@_%'),
    [born] TEXT DEFAULT (date('now', '-1 day')), -- behind
    `price` REAL DEFAULT -1.50 CHECK((price)>=0 or "price"==-1.5),
    gross REAL GENERATED ALWAYS AS (price * 1.25) STORED,
    short TEXT AS (substr("E mail", 1, 3)) VIRTUAL,
    manager_id INTEGER CONSTRAINT manager REFERENCES customer ON DELETE SET NULL ON UPDATE CASCADE
        DEFERRABLE INITIALLY DEFERRED,
    /* not a comment of ours */
    note TEXT DEFAULT CURRENT_TIMESTAMP,
    "order" ANY,

    -- the key of it
    CONSTRAINT customer_key PRIMARY KEY (id AUTOINCREMENT),
    -- one a day
    CONSTRAINT customer_day UNIQUE ("E mail", born),
    -- no gifts
    CONSTRAINT customer_price CHECK (price >= -1.50 AND "order" IS NOT NULL)
    CONSTRAINT no_comma CHECK (length(note) IN (1, 2, 3))
) STRICT;
CREATE TABLE "Order" (
    line INTEGER, customer_id INTEGER, id TEXT, note varchar ( 20 ) , amount UNSIGNED BIG INT NULL,
    desc TEXT NOT NULL ON CONFLICT REPLACE DEFAULT '',
    PRIMARY KEY (customer_id, line) ON CONFLICT FAIL,
    -- whose
    CONSTRAINT order_customer FOREIGN KEY (customer_id) REFERENCES "customer" ("id") ON DELETE RESTRICT
        DEFERRABLE INITIALLY IMMEDIATE,
    UNIQUE (id), UNIQUE (id, note), CHECK (line > 0), FOREIGN KEY (id) REFERENCES nowhere
) WITHOUT ROWID;
CREATE TABLE ordered (
    a INTEGER, b TEXT COLLATE NOCASE, c TEXT, PRIMARY KEY (b COLLATE RTRIM, a DESC),
    CONSTRAINT once UNIQUE (c COLLATE NOCASE, "b" DESC), UNIQUE (a DESC)
);
CREATE TABLE falling (id INTEGER PRIMARY KEY DESC, note TEXT);
CREATE TABLE copied AS SELECT id, note FROM "Order";
ALTER TABLE copied ADD COLUMN more TEXT DEFAULT 'x' REFERENCES copied;
ALTER TABLE copied RENAME COLUMN more TO "even more";

CREATE INDEX customer_list ON customer (born DESC, "note" COLLATE NOCASE, lower("E mail") ASC, price * 2 DESC);
CREATE UNIQUE INDEX IF NOT EXISTS customer_part ON customer (note) WHERE note IS NOT NULL and price>0;
CREATE VIRTUAL TABLE customer_words USING fts5 (
    "E mail", note, content = 'customer', content_rowid = 'id', tokenize = 'porter unicode61'
);
CREATE TRIGGER customer_words_insert AFTER INSERT ON customer FOR EACH ROW BEGIN
    INSERT INTO customer_words (rowid, "E mail", note) VALUES (NEW.id, NEW."E mail", NEW.note);
END;
CREATE TRIGGER customer_words_delete AFTER DELETE ON customer FOR EACH ROW BEGIN
    INSERT INTO customer_words (customer_words, rowid, "E mail", note)
    VALUES ('delete', OLD.id, OLD."E mail", OLD.note);
END;
CREATE TRIGGER customer_words_update AFTER UPDATE ON customer FOR EACH ROW BEGIN
    INSERT INTO customer_words (customer_words, rowid, "E mail", note)
    VALUES ('delete', OLD.id, OLD."E mail", OLD.note);
    INSERT INTO customer_words (rowid, "E mail", note) VALUES (NEW.id, NEW."E mail", NEW.note);
END;
CREATE VIRTUAL TABLE loose USING fts5 (word);

CREATE VIEW young AS SELECT id, "E mail" FROM customer WHERE born > '2000-01-01'
    -- a remark inside
    AND price > 0;
CREATE VIEW named (a, "b c") AS SELECT 1, 2;
CREATE VIEW broken AS SELECT * FROM nowhere;
CREATE TRIGGER touched AFTER UPDATE OF note ON customer WHEN old.note IS NOT new.note BEGIN
    UPDATE customer SET born = date('now') WHERE id = new.id;
    SELECT 1;
END;
PRAGMA foreign_keys = OFF;
INSERT INTO "Order" (line, customer_id, id, amount) VALUES (2, 1, NULL, 1.5), (1, 1, 'it''s', x'00ff');
