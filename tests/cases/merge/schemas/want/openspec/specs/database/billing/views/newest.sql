SELECT max(id) AS id
   FROM billing.bills
