CREATE TABLE customers (id int PRIMARY KEY, street text NOT NULL, town varchar(60) NOT NULL, country varchar(20));
CREATE TABLE suppliers (id int PRIMARY KEY, street text NOT NULL, town varchar(60) NOT NULL, country char(2));
CREATE TABLE offices (id int PRIMARY KEY, street text NOT NULL, town varchar(60) NOT NULL);
