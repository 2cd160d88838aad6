SELECT id
   FROM orders
<<<<<<< specs
  WHERE total > 200
=======
  WHERE total > 500
>>>>>>> database
