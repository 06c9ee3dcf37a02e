from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..tools.quadrant import CORNERS, LATE_DAYS
from .credit_asked import MOST

OFFICER = 'credit_management.credit_management_group_officer'
MANAGER = 'credit_management.credit_management_group_manager'


class CreditQuadrant(models.Model):
    """Where the lines of the quadrant lie, for a company or for one person; and what to do where."""

    _name = 'credit.quadrant'
    _description = "Quadrant"
    _order = 'company_id, user_id'
    _rec_name = 'company_id'

    company_id = fields.Many2one(
        'res.company', required=True, default=lambda self: self.env.company.root_id,
        domain=[('parent_id', '=', False)],
    )
    user_id = fields.Many2one(
        'res.users', readonly=True, index='btree_not_null', ondelete='cascade',
        help="Whose lines these are; empty: everybody's who has none of his own.",
    )
    currency_id = fields.Many2one(related='company_id.currency_id')
    late_days = fields.Integer(
        string="Late from Days", required=True, default=LATE_DAYS,
        help="Weighted average of days overdue from which a customer is late for long.",
    )
    has_large_amount = fields.Boolean(
        string="Own Amount",
        help="Without it the amount is the largest such that those who owe it or more hold 80 % of"
        " all that is overdue.",
    )
    large_amount = fields.Monetary(
        string="Large from Amount", help="Overdue amount from which a customer is large."
    )
    critical = fields.Text(translate=True, help="Large, and late for long.")
    watch = fields.Text(translate=True, help="Large, and not late for long yet.")
    routine = fields.Text(translate=True, help="Small, and not late for long yet.")
    clean_up = fields.Text(string="Clean-up", translate=True, help="Small, and late for long.")

    _company_unique = models.UniqueIndex(
        '(company_id) WHERE user_id IS NULL', "A company has one quadrant: change the one it has."
    )
    _user_unique = models.UniqueIndex('(company_id, user_id) WHERE user_id IS NOT NULL')

    @api.constrains('late_days', 'has_large_amount', 'large_amount')
    def _check_lines(self):
        for quadrant in self:
            if quadrant.late_days < 1:
                raise ValidationError(self.env._(
                    "Nobody is late from day %(days)s on. Give 1 or more.", days=quadrant.late_days
                ))
            if quadrant.has_large_amount and quadrant.large_amount <= 0:
                raise ValidationError(self.env._(
                    "%(amount)s is no overdue amount. Give one above 0, or none.",
                    amount=quadrant.large_amount,
                ))

    # === READING === #

    @api.model
    def _lines(self, root_sudo, is_mine=True):
        """Return ``(days, amount or None, whose)``; whose: me, company or default.

        :param is_mine: this user's own lines go before the company's
        """
        rows_sudo = self.sudo().search([
            ('company_id', '=', root_sudo.id),
            ('user_id', 'in', (False, self.env.uid) if is_mine else (False,)),
        ])
        if not rows_sudo:
            return LATE_DAYS, None, 'default'
        first_sudo = rows_sudo.sorted(lambda row: not row.user_id)[0]
        amount = first_sudo.large_amount if first_sudo.has_large_amount else None
        return first_sudo.late_days, amount, 'me' if first_sudo.user_id else 'company'

    @api.model
    def _policies(self, root_sudo):
        """Return ``{corner: what is done there}``, the company's own words or the usual ones."""
        own_sudo = self.sudo().search(
            [('company_id', '=', root_sudo.id), ('user_id', '=', False)], limit=1)
        usual = self._usual_policies()
        return {corner: own_sudo[corner] or usual[corner] for corner in CORNERS}

    @api.model
    def _usual_policies(self):
        return {
            'critical': self.env._(
                "Named owner and weekly review. Stop supply. Repayment plan or security within 7"
                " days, else ultimatum and legal action. CFO informed."),
            'watch': self.env._(
                "Senior call within 24 hours, visit, confirm the statement, check the bureau, no"
                " further increase of the limit."),
            'routine': self.env._("Automatic reminders and monitoring steps."),
            'clean_up': self.env._(
                "Low-cost batch: letters, agency, small claims or payment order, write-off"
                " proposal. Prepayment for new orders."),
        }

    # === KEEPING === #

    @api.model
    def _may_keep(self):
        """Return for whom this user may keep lines: me, everybody."""
        roles = (('me', OFFICER), ('everybody', MANAGER))
        return [whose for whose, group in roles if self.env.user.has_group(group)]

    @api.model
    def keep_lines(self, late_days, large_amount=None, everybody=False):
        """Keep where the lines lie, for oneself or (managers) for the company.

        :param int late_days: from 1 on
        :param large_amount: company currency; None: such that the large hold 80 %
        """
        if ('everybody' if everybody else 'me') not in self._may_keep():
            raise AccessError(self.env._(
                "Only a credit manager moves the lines for everybody. Keep them for yourself."
            ) if everybody else self.env._(
                "Lines are kept for credit officers. You can move them for as long as you look."))
        asked = self.env['credit.asked']
        root_sudo = self.env['credit.receivable']._root_asked()
        values = {
            'late_days': asked._whole('late_days', late_days, -MOST),
            'has_large_amount': large_amount is not None,
            'large_amount': 0.0 if large_amount is None else asked._number(
                'large_amount', large_amount, -1e15, 1e15),
        }
        whose = {'company_id': root_sudo.id, 'user_id': False if everybody else self.env.uid}
        # Own rows are nobody's to write but through here; the role was checked above.
        row_sudo = self.sudo().search([(name, '=', value) for name, value in whose.items()])
        if row_sudo:
            row_sudo.write(values)
        else:
            row_sudo.create({**whose, **values})
        if everybody:
            self._forget(root_sudo)
        return True

    @api.model
    def forget_lines(self):
        """Go back from one's own lines to the company's."""
        self._forget(self.env['credit.receivable']._root_asked())
        return True

    @api.model
    def _forget(self, root_sudo):
        self.sudo().search(
            [('company_id', '=', root_sudo.id), ('user_id', '=', self.env.uid)]).unlink()
