"""What customers owed on any day, as SQL: maturity lines rebuilt from their allocations.

`as_of` says what was open, `buckets` how old it is, `grouping` by whom, `tie` whether it agrees
with the general ledger, `unbilled` what was delivered and is on no invoice yet, `sales` what was
sold on credit. Builders only: they touch no database, and whoever runs them has checked the rights.
"""
