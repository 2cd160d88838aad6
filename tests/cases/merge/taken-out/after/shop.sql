CREATE TABLE customers (id int PRIMARY KEY, name text, legacy text, legacy_code varchar(9), email text NOT NULL);
CREATE TABLE logs (id int PRIMARY KEY, line text, level int);
CREATE TABLE locks (id int PRIMARY KEY);
