SELECT *
  FROM {{ order }}
 WHERE state IN ('confirmed', 'packed')
   AND placed_at < now() - make_interval(days => $1)
 ORDER BY placed_at
