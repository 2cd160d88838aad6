SELECT id
   FROM orders
  WHERE shipped IS NULL
