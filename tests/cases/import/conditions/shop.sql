CREATE TABLE orders (id bigint PRIMARY KEY, state text NOT NULL, kind varchar(20) NOT NULL, flag char(1), total numeric(10,2),
  level int, mail varchar(254), due date, score double precision,
  CONSTRAINT a CHECK (state IN ('new', 'paid', 'it''s ::text')),
  CONSTRAINT b CHECK (kind IN ('x', 'y')),
  CONSTRAINT c CHECK (flag IN ('y', 'n') OR flag IS NULL),
  CONSTRAINT d CHECK (total >= 0 AND level > -5),
  CONSTRAINT e CHECK (mail LIKE '%_@_%' AND mail NOT LIKE '% %'),
  CONSTRAINT f CHECK (upper(kind) NOT IN ('A', 'B') OR kind = 'c'),
  CONSTRAINT g CHECK (due >= '2020-01-01'),
  CONSTRAINT h CHECK (level::text <> '7'),
  CONSTRAINT i CHECK (kind = ANY (ARRAY['x'::text, 'y'::text])),
  CONSTRAINT j CHECK (level IN (1, 2)),
  CONSTRAINT k CHECK (score > 0.5),
  CONSTRAINT l CHECK ((state || kind) <> 'newx'));
CREATE INDEX ON orders (total) WHERE state = 'new' AND kind = 'x';
CREATE INDEX ON orders (level) WHERE level::text = '1';
