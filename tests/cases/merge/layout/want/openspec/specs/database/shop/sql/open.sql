SELECT id,
    placed
   FROM orders
  WHERE shipped IS NULL
