"""How much data there is, and how crooked."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """Numbers of records; the `giant_…` ones all belong to one customer each."""

    name: str
    customers: int
    invoices: int
    orders: int
    giant_invoices: int
    giant_orders: int
    giant_contacts: int

    def __str__(self):
        return (
            f"{self.customers:,} customers / {self.invoices:,} open invoices"
            f" / {self.orders:,} open orders"
        )


SCALES = {
    scale.name: scale
    for scale in (
        Scale('small', 1_000, 10_000, 2_500, 1_000, 750, 100),
        Scale('standard', 20_000, 200_000, 50_000, 20_000, 15_000, 2_000),
        Scale('large', 100_000, 1_000_000, 200_000, 20_000, 15_000, 2_000),
        # For the month of touches: about 3,000 invoices a month.
        Scale('month', 2_000, 6_000, 2_000, 100, 100, 50),
        # For back-tests: as many orders as a policy is tried on.
        Scale('orders', 20_000, 50_000, 100_000, 5_000, 5_000, 500),
    )
}

#: Positions of the customers that stand out, counted from 0.
GIANT_INVOICES, GIANT_ORDERS, GIANT_CONTACTS = range(3)
