SELECT sum(amount) AS total
   FROM account
