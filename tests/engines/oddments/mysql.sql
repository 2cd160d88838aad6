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
