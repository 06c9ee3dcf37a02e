from dataclasses import dataclass, field

from odoo import api, models

from ..receivables import items as sources
from ..tools.receivable_items import billed, line_parts


@dataclass
class Born:
    """What documents say of one item; `parts`: ``{maturity line: amount}``."""

    kind: str
    document: int
    name: str
    profile: int
    partner: int
    dispatch: object = None
    invoice: object = None
    amount: float = 0.0
    unbilled: float = 0.0
    parts: dict = field(default_factory=dict)

    @property
    def day(self):
        return self.dispatch or self.invoice

    def values(self):
        """Return what documents may change of it."""
        return (self.name, self.profile, self.dispatch, round(self.amount, 6),
                round(self.unbilled, 6))


class CreditRpmItem(models.Model):
    """How items are born of deliveries and invoices, and linked to maturity lines."""

    _inherit = 'credit.rpm.item'

    @api.model
    def _relink(self, root, move_ids, picking_ids, today):
        """Let items say what these invoices and transfers, and those beside them, say now.

        :return: ids of the items that are new or changed; they are to be looked at
        """
        companies = self.env['credit.receivable']._question(root, today).company_ids
        moves, pickings = self._neighbours(set(move_ids), set(picking_ids))
        weights, delivered = self._shares(moves, pickings)
        born = self._born_pickings(root, companies, pickings, delivered)
        born.update(self._born_moves(root, companies, moves, weights, born))
        return self._keep(root, companies, born, moves, today)

    def _neighbours(self, moves, pickings):
        """Return invoices and deliveries that share an order line with these, and these."""
        lines = self._found_ids(sources.order_lines(moves, pickings))
        if lines:
            moves = moves | {row[1] for row in self._said(sources.bills(lines))}
            pickings = pickings | {row[1] for row in self._said(sources.deliveries(lines))}
        return moves, pickings

    def _said(self, query):
        return self.env['credit.receivable']._rows(query)

    def _found_ids(self, query):
        return [row[0] for row in self._said(query)]

    def _shares(self, moves, pickings):
        """Return how invoices are shared by deliveries, and what deliveries come to.

        :return: ``({move: {picking or None (goods not delivered yet): worth}},
            {picking: [amount, not invoiced]})`` in company currency, worth in that of the invoice
        """
        lines = self._found_ids(sources.order_lines(moves, pickings))
        bills, outs = {}, {}
        for line, *row in self._said(sources.bills(lines)) if lines else ():
            bills.setdefault(line, []).append(row)
        for line, *row in self._said(sources.deliveries(lines)) if lines else ():
            outs.setdefault(line, []).append(row)
        weights, delivered = {}, {}
        for line in lines:
            own, out = bills.get(line, ()), outs.get(line, ())
            parts, left = billed([row[:3] for row in out], [row[:3] for row in own])
            self._weigh(own, parts, weights)
            for picking, quantity, returned, price in out:
                sums = delivered.setdefault(picking, [0.0, 0.0])
                sums[0] += max(float(quantity) - float(returned), 0.0) * float(price)
                sums[1] += float(left.get(picking, 0)) * float(price)
        return weights, delivered

    @staticmethod
    def _weigh(bills, parts, weights):
        """Add what each bill of an order line is worth by delivery; None: goods not delivered."""
        for move, quantity, _credited, worth, is_goods in bills:
            shares = weights.setdefault(move, {})
            rest = float(quantity)
            for (bill, picking), part in parts.items():
                if bill == move:
                    rest -= float(part)
                    shares[picking] = shares.get(picking, 0.0) + float(
                        worth) * float(part) / float(quantity)
            if is_goods and rest > 0.000001:
                shares[None] = shares.get(None, 0.0) + float(worth) * rest / float(quantity)

    # === WHAT IS BORN === #

    def _born_pickings(self, root, companies, picking_ids, delivered):
        return {
            ('delivery', picking): Born(
                'delivery', picking, name, profile, partner, dispatch=day,
                amount=delivered[picking][0], unbilled=delivered[picking][1],
            ) for picking, name, day, profile, partner in self._said(sources.pickings(
                picking_ids, companies, root.id, root._credit_zone().key))
            if picking in delivered
        }

    def _born_moves(self, root, companies, move_ids, weights, known):
        """Link maturity lines to deliveries; what of an invoice is of none is an item itself."""
        known, found, claims = dict(known), {}, {}
        for row in self._said(sources.maturities(move_ids, companies, root.id)):
            claims.setdefault(row[0], []).append(row[1:])
        self._add_deliveries(root, companies, claims, weights, known, found)
        for move, rows in claims.items():
            lines = {row[4]: row[5] for row in rows}
            shares = self._shares_of(rows[0][2], weights.get(move, {}), known)
            for (picking, line), part in line_parts(shares, lines).items():
                name, day, profile, partner = rows[0][:4]
                if picking is None:
                    item = found.setdefault(('invoice', move), Born(
                        'invoice', move, name, profile, partner, invoice=day))
                    item.amount += float(part)
                else:
                    item = known['delivery', picking]
                item.parts[line] = float(part)
        return found

    @staticmethod
    def _shares_of(profile, weights, known):
        """Return what of an invoice is of which delivery; None: goods that are not delivered yet,
        or went to another customer than the one who owes it."""
        shares = {}
        for picking, worth in weights.items():
            item = picking and known.get(('delivery', picking))
            if picking is None or item:
                key = picking if item and item.profile == profile else None
                shares[key] = shares.get(key, 0.0) + worth
        return shares

    def _add_deliveries(self, root, companies, claims, weights, known, found):
        """Make known the deliveries that are on these invoices beside those asked about."""
        more = {picking for move in claims for picking in weights.get(move, ())
                if picking and ('delivery', picking) not in known}
        if more:
            _weights, delivered = self._shares(set(), more)
            added = self._born_pickings(root, companies, more, delivered)
            known.update(added)
            found.update(added)
