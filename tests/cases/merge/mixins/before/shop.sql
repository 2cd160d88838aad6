CREATE TABLE customers (id int PRIMARY KEY, street text NOT NULL, town varchar(40) NOT NULL, country varchar(20), note text);
CREATE TABLE suppliers (id int PRIMARY KEY, street text NOT NULL, town varchar(40) NOT NULL, country varchar(20), note text);
CREATE TABLE offices (id int PRIMARY KEY, street text NOT NULL, town varchar(40) NOT NULL, country varchar(20), note text);
