"""Exposure once more, by walking invoices, deliveries and allocations record by record.

Nothing of `exposure/` is used, nor a figure that Odoo keeps of them: what is open on a line is its
balance less its allocations, what is invoiced is on invoices, what is delivered is on moves. Slow,
and meant to be.
"""

from collections import defaultdict
from datetime import timedelta
from fractions import Fraction


def recompute(profile, as_of):
    """Return ``{component: amount}`` of `profile`, zeros left out."""
    return _Walk(profile.sudo(), as_of).run()


def recompute_overdue(profile, as_of):
    """Return (amount, oldest due date or None) that is late after money that is here covered it."""
    walk = _Walk(profile.sudo(), as_of)
    walk.run()
    here = -sum(walk.found[code] for code in _HERE)
    oldest, late = None, 0.0
    for due, amount in sorted(walk.late):
        covered = min(here, amount)
        here -= covered
        if round(amount - covered, 6) > 0:
            oldest, late = oldest or due, late + amount - covered
    return round(late, 2), oldest


def recompute_order(order, profile, as_of):
    """Return ``{component: amount}`` of one confirmed order, zeros left out."""
    walk = _Walk(profile.sudo(), as_of)
    walk.order(order.with_env(walk.env))
    return {code: round(amount, 2) for code, amount in walk.found.items() if round(amount, 2)}


def exact(number):
    """Return the decimal number that a float stands for."""
    return Fraction(repr(round(number, 9)))


_HERE = ('unallocated', 'payment_in_transit', 'bank_in_transit')


class _Walk:

    def __init__(self, profile, as_of):
        self.env = profile.env(context={'active_test': False})
        self.profile, self.as_of = profile.with_env(self.env), as_of
        self.companies = self.env['res.company'].search([('id', 'child_of', profile.company_id.id)])
        self.currency = profile.company_id.currency_id
        self.partners = self.env['res.partner'].search([]).filtered(
            lambda partner: partner.commercial_partner_id == profile.partner_id
        )
        self.found = defaultdict(float)
        self.late = []

    def run(self):
        self.receivable()
        self.drafts()
        if self.profile.company_id.credit_count_in_transit:
            self.in_transit()
        for order in self.env['sale.order'].search([
            ('partner_invoice_id', 'in', self.partners.ids), ('state', '=', 'sale'),
            ('company_id', 'in', self.companies.ids),
        ]):
            self.order(order)
        rounded = {code: self.currency.round(amount) for code, amount in self.found.items()}
        return {code: amount for code, amount in rounded.items() if amount}

    def mine(self, model, *domain):
        return self.env[model].search([
            ('partner_id', 'in', self.partners.ids), ('company_id', 'in', self.companies.ids), *domain
        ])

    # === LEDGER === #

    def receivable(self):
        lines = self.mine('account.move.line', ('account_id.account_type', '=', 'asset_receivable'))
        for line in lines.filtered(lambda one: one.move_id.state == 'posted'):
            left = line.balance - sum(line.matched_credit_ids.mapped('amount')) \
                + sum(line.matched_debit_ids.mapped('amount'))
            due = line.date_maturity or line.date
            if left < 0:
                self.found['unallocated'] += left
            else:
                self.found['ar_overdue' if due < self.as_of else 'ar_not_due'] += left
                if due < self.as_of and left:
                    self.late.append((due, left))

    def drafts(self):
        for move in self.mine('account.move', ('state', '=', 'draft')):
            if move.move_type in ('out_invoice', 'out_receipt'):
                claim = sum(line.balance for line in move.line_ids
                            if line.account_id.account_type == 'asset_receivable')
                self.found['draft_invoice'] += max(claim, 0.0)

    # === MONEY ON ITS WAY === #

    def in_transit(self):
        payments = self.mine('account.payment').filtered(
            lambda p: p.state == 'in_process' and p.payment_type == 'inbound'
            and p.partner_type == 'customer'
        )
        bare = sum(self.in_company(p.amount, p) for p in payments if not p.move_id)
        booked = sum(
            self.in_company(p.amount, p) for p in payments
            if p.move_id and not p.is_matched and p.date >= self.as_of - timedelta(days=90)
        )
        arrived = sum(self.on_suspense(line) for line in self.mine('account.bank.statement.line')
                      if line.amount > 0 and line.move_id.state == 'posted' and self.trusted(line))
        bank = max(arrived - booked, 0.0)
        if bank > bare:
            self.found['bank_in_transit'] -= bank
        else:
            self.found['payment_in_transit'] -= bare

    def in_company(self, amount, document):
        return document.currency_id._convert(
            amount, self.currency, document.company_id, document.date
        )

    def on_suspense(self, line):
        suspense = line.journal_id.suspense_account_id
        return -sum(one.balance for one in line.move_id.line_ids if one.account_id == suspense)

    def trusted(self, line):
        numbers = self.partners.bank_ids.mapped('acc_number')
        return not line.partner_name or line.account_number in numbers

    # === ORDERS === #

    def round(self, amount):
        return self.currency.round(float(amount))

    def order(self, order):
        goods = order.order_line.filtered(lambda line: not line.display_type and not line.is_downpayment)
        # Sums of cents that end in a half must not depend on how floats are added.
        delivered = rest = Fraction(0)
        for line in goods:
            due, to_come = self.quantities(line)
            delivered += exact(due) * self.price(line)
            rest += exact(to_come) * self.price(line)
        whole = sum((exact(line.price_total) for line in goods), Fraction(0))
        if delivered + rest == whole:
            # Nothing of it is billed: the order's own total counts, however taxes are rounded.
            rest += exact(order.amount_total) - whole
        advance = exact(max(sum(map(self.advance, order.order_line.filtered('is_downpayment'))), 0.0))
        rate = exact(order.currency_rate or 1.0)
        remainder = max(self.round((delivered + rest - advance) / rate), 0.0)
        delivered = min(max(self.round(delivered / rate), 0.0), remainder)
        prepaid = min(self.round(self.prepaid(order) / rate), remainder)
        self.found['order'] += remainder - delivered
        self.found['order_delivered'] += delivered
        self.found['prepayment'] -= prepaid
        horizon = self.profile.company_id.credit_horizon_days
        if horizon and order.commitment_date and (
            order.commitment_date.date() > self.as_of + timedelta(days=horizon)
        ):
            self.found['beyond_horizon'] -= min(remainder - delivered, remainder - prepaid)

    def quantities(self, line):
        """Return what is delivered but not invoiced, and what can still come."""
        ordered, delivered = line.product_uom_qty, self.delivered(line)
        billed = self.billed(line, 'out_invoice', ('draft', 'posted'))
        if ordered >= 0:
            # Where deductions are more than goods, goods stand below zero on a credit note.
            billed -= min(self.billed(line, 'out_refund', ('draft',)), 0.0)
        credited = self.billed(line, 'out_refund', ('posted',))
        sign = -1 if ordered < 0 or (not ordered and delivered < 0) else 1
        invoiced = billed - (credited if sign < 0 else min(credited, self.returned(line)))
        ordered, delivered, invoiced = sign * ordered, sign * delivered, sign * invoiced
        total = max(max(ordered, delivered) - invoiced, 0.0)
        due = max(delivered - invoiced, 0.0)
        return sign * due, sign * self.can_come(line, total - due)

    def can_come(self, line, rest):
        if line.order_id.credit_closed_remainder:
            return 0.0
        moves = line.move_ids
        if line.product_id.invoice_policy != 'delivery' or not moves:
            return rest
        on_way = moves.filtered(
            lambda m: m.state not in ('done', 'cancel') and m.location_id.usage != 'customer'
        )
        if any(move.product_id != line.product_id for move in on_way):
            return rest  # parts of a kit
        return min(rest, sum(self.convert(m.product_uom_qty, m.product_uom, line) for m in on_way))

    def delivered(self, line):
        """Return what is with the customer, each move as Odoo bills it: 1 of a dozen is 0.08."""
        if line.qty_delivered_method != 'stock_move':
            return line.qty_delivered
        unit = line.product_uom_id
        out = line.move_ids.filtered(
            lambda m: m.state == 'done' and m.location_dest_id.usage == 'customer')
        return sum(unit.round(self.moved(m, line)) for m in out) - sum(
            unit.round(self.moved(m, line)) for m in self.back(line))

    def returned(self, line):
        return sum(self.moved(m, line) for m in self.back(line))

    def back(self, line):
        return line.move_ids.filtered(
            lambda m: m.state == 'done' and m.location_id.usage == 'customer' and m.to_refund
        )

    def moved(self, move, line):
        return self.convert(move.quantity, move.product_uom, line)

    def billed(self, line, move_type, states):
        return sum(
            self.convert(one.quantity, one.product_uom_id, line) for one in line.invoice_lines
            if one.move_id.move_type == move_type and one.move_id.state in states
        )

    def convert(self, quantity, unit, line):
        return quantity * unit.factor / line.product_uom_id.factor

    def price(self, line):
        """Return the price of one unit with tax: what the order says, else what the taxes say."""
        if line.product_uom_qty:
            return exact(line.price_total) / exact(line.product_uom_qty)
        return exact(line.tax_ids.compute_all(
            line.price_unit * (1 - line.discount / 100), currency=line.currency_id,
            product=line.product_id, partner=line.order_id.partner_id,
        )['total_included'])

    def advance(self, line):
        """Return what is left of a down payment: billed, less what later invoices deduct."""
        left = 0.0
        for one in line.invoice_lines:
            kind, state = one.move_id.move_type, one.move_id.state
            if kind == 'out_invoice' and state in ('draft', 'posted'):
                left += one.price_total
            elif kind == 'out_refund' and state == 'posted':
                left -= one.price_total
        return left

    def prepaid(self, order):
        """Return online payments that no other document shows yet, shared by the orders they pay."""
        open_ones = order.transaction_ids.filtered(
            lambda tx: tx.state in ('authorized', 'done') and not tx.payment_id
            and tx.currency_id == order.currency_id)
        return max(sum(
            exact(self.unsettled(tx)) / len(tx.sale_order_ids) for tx in open_ones
        ), Fraction(0))

    def unsettled(self, tx):
        """Return what is left of an online payment: not voided, not booked in parts, not given back."""
        parts = tx.child_transaction_ids.filtered(lambda child: child.operation != 'refund')
        gone = parts.filtered(lambda c: c.state == 'cancel' or c.state == 'done' and c.payment_id)
        back = (tx.child_transaction_ids - parts).filtered(lambda child: child.state == 'done')
        return tx.amount - sum(gone.mapped('amount')) + sum(back.mapped('amount'))
