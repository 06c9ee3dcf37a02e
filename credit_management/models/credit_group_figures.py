from odoo import api, fields, models
from odoo.tools.misc import formatLang

from ..facts.group import read_pools
from ..tools.exact import percent, ratio, rounded, total
from ..tools.group_pool import owed

#: Colours of the bar; more members begin again.
COLOURS = 6


class CreditGroup(models.Model):
    """What a group owes and may, over all its companies; sums where a reader may not see members."""

    _inherit = 'credit.group'

    pool_amount = fields.Monetary(string="Pool Now", compute='_compute_figures')
    has_pool = fields.Boolean(compute='_compute_figures')
    exposure = fields.Monetary(compute='_compute_figures', help="At today's rates.")
    available = fields.Monetary(compute='_compute_figures')
    utilisation = fields.Float(compute='_compute_figures', string="Used (%)")
    member_count = fields.Integer(compute='_compute_figures', string="Number of Members")
    elsewhere_text = fields.Char(compute='_compute_figures', string="In Other Companies")
    alert_text = fields.Char(compute='_compute_figures', string="Alert")
    gauge = fields.Json(compute='_compute_figures')

    @api.depends_context('uid', 'lang', 'allowed_company_ids')
    @api.depends('state', 'limit_mode', 'pool_limit', 'valid_until', 'currency_id', 'member_ids')
    def _compute_figures(self):
        pools, shown = self._pools(), self._shown()
        for group in self:
            found = pools.get(group._origin.id)
            customers = found.customers if found else {}
            together = owed(one.member for one in customers.values())
            limit = found and found.limit
            digits = group.currency_id.decimal_places
            group.member_count = len(customers)
            group.has_pool = limit is not None and bool(found)
            group.pool_amount = rounded(limit or 0, digits)
            group.exposure = rounded(together, digits)
            group.available = 0.0 if limit is None else rounded(limit - together, digits)
            group.utilisation = percent(ratio(together, limit), 1) or 0.0
            seen = shown.get(group._origin.id, {})
            group.elsewhere_text = group._elsewhere(
                [one for key, one in customers.items() if key not in seen])
            group.alert_text = group._alert(found)
            group.gauge = group._gauge(customers, limit, seen)

    def _pools(self):
        """Return ``{group id: Pool}``; a proposed group as if it were in force."""
        if not self.ids:
            return {}
        self.env.flush_all()
        check_sudo = self.env['credit.check'].sudo()
        found = {}
        for company_sudo, groups in self._origin.sudo().grouped('company_id').items():
            found.update(read_pools(
                check_sudo.env, self.env.cr, groups.ids, company_sudo._credit_today(),
                states=('draft', 'active')))
        return found

    def _shown(self):
        """Return ``{group id: {profile id: name}}`` of the members whom the reader may see."""
        shown = {}
        for member in self.env['credit.group.member'].search(
            [('group_id', 'in', self.ids), ('date_to', '=', False)]
        ):
            names = shown.setdefault(member.group_id.id, {})
            names[member.profile_id.id] = member.profile_id.display_name
        return shown

    def _elsewhere(self, customers):
        """Say what members whom the reader may not see owe: their sum, and how many."""
        if not customers:
            return False
        return self.env._(
            "%(count)s members in companies that you do not see owe %(amount)s together.",
            count=len(customers), amount=self.currency_id.format(
                rounded(owed(one.member for one in customers), self.currency_id.decimal_places)))

    def _alert(self, found):
        """Say that a member is stopped, or that the pool ended: the whole group is looked at."""
        if not found:
            return False
        stopped = sum(one.is_stopped for one in found.customers.values())
        words = [
            stopped and self.env._("%(count)s members are suspended or blocked.", count=stopped),
            found.ended and self.env._("The pool has ended; renew it."),
            found.limit is None and self.env._(
                "A member is unlimited, so the members' limits together bound nothing."),
        ]
        return ' '.join(filter(None, words)) or False

    def _gauge(self, customers, limit, seen):
        """Return what the gauge draws: a part a member, those elsewhere as one."""
        digits = self.currency_id.decimal_places
        ranked = sorted(
            ((rounded(one.member.exposure, digits), key) for key, one in customers.items()
             if key in seen), reverse=True)
        parts = [
            {'code': f'member_{number % COLOURS}', 'name': seen[key], 'amount': amount}
            for number, (amount, key) in enumerate(ranked) if amount > 0
        ]
        elsewhere = rounded(
            owed(one.member for key, one in customers.items() if key not in seen), digits)
        if elsewhere:
            parts.append({'code': 'elsewhere', 'name': self.env._("Other companies"),
                          'amount': elsewhere})
        return {
            'parts': parts, 'document': 0.0, 'currency_id': self.currency_id.id,
            'exposure': rounded(total(part['amount'] for part in parts), digits),
            'limit': None if limit is None else rounded(limit, digits),
        }


class CreditGroupMember(models.Model):
    """What a member owes, in his company's currency and in the group's."""

    _inherit = 'credit.group.member'

    company_currency_id = fields.Many2one(
        related='company_id.currency_id', string="Company Currency")
    owes = fields.Monetary(compute='_compute_owes', currency_field='company_currency_id')
    owes_in_group = fields.Monetary(compute='_compute_owes', string="In the Group's Currency")
    own_limit = fields.Char(compute='_compute_owes')

    @api.depends_context('uid', 'lang')
    @api.depends('group_id', 'profile_id')
    def _compute_owes(self):
        pools = self.group_id._pools()
        for member in self:
            group = pools.get(member.group_id._origin.id)
            one = group.customers.get(member.profile_id.id) if group else None
            member.owes = one.exposure if one else 0.0
            member.owes_in_group = rounded(
                one.member.exposure, member.currency_id.decimal_places) if one else 0.0
            member.own_limit = member._limit_text(one)

    def _limit_text(self, one):
        if not one or not self.profile_id:
            return False
        if one.limit is None:
            return self.env._("none, shares the rest")
        return formatLang(self.env, one.limit, currency_obj=self.sudo().company_currency_id)
