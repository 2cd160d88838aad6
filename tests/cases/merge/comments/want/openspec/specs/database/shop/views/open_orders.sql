<<<<<<< specs
SELECT orders.id
   FROM orders
=======
>>>>>>> database
