"""What a customer could cost us, as SQL: one file a component, one registry.

A later part adds a kind of item with a file like `receivable.py`, a number in `const.COMPONENTS`
and a call of `register`; totals, lists and rules pick it up.
"""

from odoo.tools import SQL

from ..const import COMPONENTS
from .base import Component
from .draft_invoice import DraftInvoice
from .in_transit import InTransit
from .instrument import Instrument
from .limit import effective_limit
from .listed import standing
from .on_account import OnAccount
from .order import Order
from .receivable import Receivable
from .scope import Branch, Scope
from .security import Security
from .unallocated import Unallocated

#: Tables that exposure reads, without orders and their lines, contacts included.
COUNTED_TABLES = (
    'account_move', 'account_move_line', 'account_payment', 'account_bank_statement_line',
    'payment_transaction', 'sale_order_line_invoice_rel', 'sale_order_transaction_rel',
    'stock_move', 'res_partner', 'res_partner_bank', 'credit_instrument', 'credit_security',
)

NUMBERS = COMPONENTS
CODES = {number: code for code, number in COMPONENTS.items()}

#: Component objects in the order of their codes; one may bring several codes.
REGISTRY = []


def register(component):
    """Add a component; its codes must have numbers, and nobody else's."""
    taken = {code for known in REGISTRY for code in known.codes}
    for code in component.codes:
        if code not in COMPONENTS or code in taken:
            raise ValueError(f"exposure component {code!r} has no number of its own")
    REGISTRY.append(component)


def by_code(code):
    """Return the component that brings `code`."""
    return next(component for component in REGISTRY if code in component.codes)


def fragments(scope):
    """Return the items of all components that `scope` can have, as one UNION ALL."""
    parts = [component.fragment(scope) for component in REGISTRY if _asked(component, scope)]
    return _union(parts) if any(parts) else _NOTHING


def totals(scope):
    """Return (profile_id, component, amount) of all components, as one UNION ALL."""
    return _union(component.totals(scope) for component in REGISTRY)


_NOTHING = SQL(
    """SELECT NULL::int AS profile_id, NULL::int AS component, NULL AS res_model, NULL::int AS res_id,
              NULL::int AS source_id, NULL::date AS date, NULL::date AS date_due,
              NULL::numeric AS amount, NULL::numeric AS amount_today,
              NULL::numeric AS amount_currency, NULL::int AS currency_id WHERE FALSE"""
)


def _asked(component, scope):
    return scope.sources is None or any(scope.sources.get(code) for code in component.codes)


def _union(parts):
    return SQL(" UNION ALL ").join(SQL("(%s)", part) for part in parts if part)


def names():
    """Return ``{code: label}`` of all components, by number."""
    labels = {code: label for component in REGISTRY for code, label in component.names.items()}
    return {code: labels[code] for code in COMPONENTS if code in labels}


for _component in (
    Receivable(), Unallocated(), InTransit(), DraftInvoice(), Order(), OnAccount(),
    Instrument(), Security(),
):
    register(_component)
