import json

from odoo import models
from odoo.tools import SQL

from ..exposure import order_lines
from ..exposure.scope import Scope
from ..tools import breaches as core
from ..tools.deliveries import Line
from .credit_check import LOGGED


class CreditCheck(models.AbstractModel):
    """What deliveries are judged on, loaded for a set of transfers."""

    _inherit = 'credit.check'

    def _delivery_cases(self, pickings):
        """Return ``{picking id: DeliveryCase}`` of transfers whose customer has a profile.

        The queries do not depend on how many transfers there are.
        """
        pickings_sudo = pickings.sudo()  # the warehouse may not read orders, nor credit anything
        profiles = self._delivery_profiles(pickings_sudo)
        if not profiles:
            return {}
        self.env.flush_all()
        rows = {
            row['id']: row
            for row in self._rows(self.env.cr, sorted({p.id for p in profiles.values()}))
        }
        facts = self._delivery_facts(rows)
        context = {
            'rows': rows, 'facts': facts,
            'papers': self._delivery_dispatches(pickings_sudo, profiles, facts),
            'orders': self._delivery_orders(pickings_sudo.sale_id.ids),
            'standings': self._delivery_standings(pickings_sudo.sale_id),
            'said': self._delivery_said(pickings_sudo, profiles),
        }
        return {
            picking.id: self._delivery_case(picking, profiles[picking.id], context)
            for picking in pickings_sudo if picking.id in profiles
        }

    def _delivery_profiles(self, pickings_sudo):
        """Return ``{picking id: profile}``: of who pays, else of who orders."""
        wanted = {}
        for picking in pickings_sudo:
            order = picking.sale_id
            partners = (order.partner_invoice_id, order.partner_id, picking.partner_id)
            wanted[picking.id] = [p.commercial_partner_id.id for p in partners if p]
        found = {
            (profile.partner_id.id, profile.company_id.id): profile
            for profile in self.env['credit.profile'].sudo().search([
                ('partner_id', 'in', [one for ids in wanted.values() for one in ids]),
                ('company_id', 'in', pickings_sudo.company_id.root_id.ids),
            ])
        }
        profiles = {}
        for picking in pickings_sudo:
            root = picking.company_id.root_id.id
            own = [found[key, root] for key in wanted[picking.id] if (key, root) in found]
            if own:
                profiles[picking.id] = own[0]
        return profiles

    def _delivery_facts(self, rows):
        """Return ``{profile id: (facts, policy values)}``."""
        policies = self.env['credit.policy'].sudo()._values_of_rows(list(rows.values()))
        needs = LOGGED | core.needed_facts(policies.values(), 'delivery')
        needs |= core.needed_facts(policies.values(), 'order_growth')
        facts = self._facts(self.env.cr, list(rows.values()), needs, policies=policies)
        return {key: (facts[key], policies[key]) for key in rows}

    def _delivery_standings(self, orders_sudo):
        """Return ``{(buyer, root company): standing}`` of those who order."""
        buyers = orders_sudo.partner_id.commercial_partner_id
        found = self.env['credit.profile'].sudo().search_read(
            [('partner_id', 'in', buyers.ids)], ['partner_id', 'company_id', 'standing']
        ) if buyers else []
        return {
            (item['partner_id'][0], item['company_id'][0]): item['standing'] for item in found
        }

    def _delivery_orders(self, order_ids):
        """Return ``{order id: {amounts, billed, lines, passed}}`` of orders as they stand."""
        if not order_ids:
            return {}
        exposure = self.env['credit.exposure']
        now = exposure._order_amounts(order_ids, as_it_stands=True)
        whole = exposure._order_amounts(order_ids)
        scope = Scope.orders(exposure._branches(), order_ids, as_confirmed=False)
        lines = {
            line_id: Line(price, rest, ahead)
            for line_id, price, rest, ahead in exposure._read(
                None, order_lines.lines(scope), keep_plan=True
            )
        }
        passed = self._passed_figures(order_ids)
        return {
            order_id: {
                'amounts': now[order_id], 'whole': whole[order_id]['gross'], 'lines': lines,
                'passed': passed.get(order_id),
            }
            for order_id in order_ids
        }

    def _passed_figures(self, order_ids):
        """Return ``{order id: figures}`` of the last checkpoint that let each order pass.

        A check, or the release of what the order grew by: nobody confirms it again afterwards.
        """
        checks = self.env.execute_query(SQL(
            """SELECT DISTINCT ON (res_id) res_id, date, payload FROM credit_decision
                WHERE res_model = 'sale.order' AND res_id = ANY(%s)
                  AND kind IN ('check', 'would_hold') ORDER BY res_id, id DESC""", list(order_ids),
        ))
        dates = {order_id: date for order_id, date, _payload in checks}
        passed = {
            order_id: json.loads(payload)['data'].get('figures')
            for order_id, _date, payload in checks
        }
        releases = self.env['credit.hold'].sudo().search([
            ('order_id', 'in', list(order_ids)), ('checkpoint', '=', 'order_growth'),
            ('state', '=', 'released'),
        ], order='decided_at, id')
        for hold in releases:
            order_id = hold.order_id.id
            if order_id not in dates or hold.decided_at >= dates[order_id]:
                passed[order_id] = (hold.figures or {}).get('figures')
        return {order_id: figures for order_id, figures in passed.items() if figures}

    def _delivery_said(self, pickings_sudo, profiles):
        """Return what people have said: open growth and manual holds, releases of deliveries."""
        today = self.env.company._credit_today()
        order_ids, profile_ids = pickings_sudo.sale_id.ids, [p.id for p in profiles.values()]
        ancestors = self._delivery_ancestors(pickings_sudo)
        chain = sorted({one for ids in ancestors.values() for one in ids})
        holds = self.env['credit.hold'].sudo().search([
            '|', '&', ('state', '=', 'open'),
            '|', '&', ('order_id', 'in', order_ids), ('checkpoint', '=', 'order_growth'),
            '&', '&', ('kind', '=', 'manual'),
            '|', ('valid_until', '=', False), ('valid_until', '>=', today),
            '|', '&', ('res_model', '=', 'sale.order'), ('res_id', 'in', order_ids),
            '&', ('res_model', '=', 'credit.profile'), ('res_id', 'in', profile_ids),
            '&', '&', ('state', '=', 'released'), ('checkpoint', '=', 'delivery'),
            '&', ('picking_id', 'in', chain), ('valid_until', '>=', today),
        ], order='id desc')
        return {'holds': holds, 'ancestors': ancestors}

    def _delivery_ancestors(self, pickings_sudo):
        """Return ``{picking id: [its own id, and those of the transfers it is the rest of]}``."""
        chains = {picking.id: picking for picking in pickings_sudo}
        heads = dict(chains)
        while any(heads.values()):
            heads = {key: head.backorder_id for key, head in heads.items() if head.backorder_id}
            for key, head in heads.items():
                chains[key] |= head
        return {key: chain.ids for key, chain in chains.items()}
