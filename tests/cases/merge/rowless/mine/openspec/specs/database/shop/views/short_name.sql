SELECT name
   FROM artist_name
