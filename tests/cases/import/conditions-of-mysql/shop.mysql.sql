CREATE TABLE orders (
  id bigint unsigned AUTO_INCREMENT PRIMARY KEY, state varchar(20) NOT NULL, `kindOf` varchar(20) NOT NULL,
  total decimal(10,2), level int, mail varchar(254), due date, paid_at datetime, is_open tinyint(1) NOT NULL,
  made datetime(6) NOT NULL DEFAULT (utc_timestamp(6)), on_day date DEFAULT (utc_date()),
  token char(36) NOT NULL DEFAULT (uuid()), note text DEFAULT ('it''s'), local_at datetime DEFAULT now(),
  twice decimal(12,2) AS (total * 2) STORED, low varchar(20) AS (lower(`kindOf`)) VIRTUAL,
  raw varbinary(9) NOT NULL DEFAULT 'a''b', media enum('page', 'file') CHARACTER SET binary DEFAULT 'page', bare varbinary(3) DEFAULT x'ff01',
  CONSTRAINT a CHECK (state IN ('new', 'paid', 'it''s "so"')),
  CONSTRAINT b CHECK (`kindOf` IN ('x', 'y') OR state = 'a\\b' AND level > -5),
  CONSTRAINT c CHECK (total >= 0 AND NOT (level > 5 OR level IS NULL)),
  CONSTRAINT d CHECK (mail LIKE '%_@_%' AND mail NOT LIKE '% %'),
  CONSTRAINT e CHECK (due >= '2020-01-01'),
  CONSTRAINT f CHECK (char_length(trim(mail)) BETWEEN 3 AND 254),
  CONSTRAINT g CHECK (is_open OR paid_at IS NOT NULL),
  CONSTRAINT h CHECK (NOT is_open OR paid_at IS NULL),
  CONSTRAINT i CHECK (level % 5 = 0 AND abs(level) < 100),
  CONSTRAINT j CHECK (coalesce(total, 0) <> 3),
  CONSTRAINT k CHECK (state REGEXP '^[a-z]+$'),
  CONSTRAINT l CHECK (json_valid(mail) = 0)
);
CREATE UNIQUE INDEX by_state ON orders (state, level DESC);
CREATE INDEX by_low ON orders ((lower(mail)), (total + 1));
