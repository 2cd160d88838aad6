CREATE TABLE customers (id int PRIMARY KEY, name text, legacy text, legacy_code text);
CREATE TABLE logs (id int PRIMARY KEY, line text);
CREATE TABLE locks (id int PRIMARY KEY);
