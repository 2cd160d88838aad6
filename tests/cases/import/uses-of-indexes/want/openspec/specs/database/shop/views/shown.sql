SELECT id
   FROM accounts
