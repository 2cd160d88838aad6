SELECT orders.id
   FROM orders
