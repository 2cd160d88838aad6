-- Most customers of one country pay in one way and one currency.
CREATE STATISTICS IF NOT EXISTS payments_kind_currency (dependencies)
    ON kind, currency_code FROM {{ payment }}
