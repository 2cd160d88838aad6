-- What schemas of other people have in them, and none of ours.

-- types that are only words, defaults that say nothing or are in parentheses, indexes with names
CREATE TABLE radio_call (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  length INT(11) DEFAULT NULL,
  heard UNSIGNED BIG INT DEFAULT (-1),
  factor DOUBLE(8,2) DEFAULT (1.5),
  sender VARCHAR(30) DEFAULT NULL,
  body LONGTEXT,
  sound LONGBLOB
);
CREATE INDEX length ON radio_call (length);
CREATE INDEX sender ON radio_call (sender);
CREATE TABLE strict_call (id INTEGER PRIMARY KEY, body TEXT DEFAULT null) STRICT;
