-- What schemas of other people have in them, and none of ours.

-- numbers with a sign and a point as defaults
CREATE TABLE signal_level (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  level int NOT NULL DEFAULT -1,
  share decimal(5,2) NOT NULL DEFAULT '0.00',
  factor double NOT NULL DEFAULT -2.5,
  word varchar(10) NOT NULL DEFAULT '-1'
);

-- the client leaves out a backslash that ends a line
DELIMITER $$
CREATE PROCEDURE note_level(IN wanted int)
BEGIN
  INSERT INTO signal_level (level, word) \
    VALUES (wanted, 'a\
b'); -- as it is \
END $$
DELIMITER ;

-- sequences without a cache
CREATE SEQUENCE SEQ_LEVEL START WITH 1 INCREMENT BY 50 NOCACHE;
CREATE SEQUENCE seq_other START WITH 1 CACHE 1;
