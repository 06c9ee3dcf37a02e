from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..values import without_defaults

WRITTEN = ('mandate_id', 'kind', 'day', 'amount', 'note')


class CreditMandateMoney(models.Model):
    """Money on a mandate: collected by the agency, paid to us directly, remitted, or paid by us.

    Written once; what was wrong is withdrawn with a reason and stays.
    """

    _name = 'credit.mandate.money'
    _description = "Money on a Mandate"
    _order = 'day, id'
    _rec_name = 'day'

    mandate_id = fields.Many2one('credit.mandate', required=True, index=True, ondelete='restrict')
    company_id = fields.Many2one(related='mandate_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    kind = fields.Selection(
        [('collected', "Collected by the agency"), ('direct', "Paid to us directly"),
         ('remitted', "Remitted to us"), ('paid', "Paid to the agency")],
        required=True, default='collected',
    )
    day = fields.Date(required=True, default=lambda self: self.env.company.root_id._credit_today())
    amount = fields.Monetary(required=True)
    note = fields.Char()
    user_id = fields.Many2one(
        'res.users', string="Noted By", readonly=True, default=lambda self: self.env.user)
    withdrawn_at = fields.Datetime(readonly=True)
    withdrawn_by_id = fields.Many2one('res.users', readonly=True)

    _positive = models.Constraint('CHECK (amount > 0)', "An amount of money is above zero.")

    @api.constrains('day', 'mandate_id')
    def _check_day(self):
        for one in self:
            if one.day > one.company_id._credit_today():
                raise ValidationError(self.env._(
                    "%(day)s is still to come: note money when it is there.", day=one.day))
            if one.day < one.mandate_id.given_on:
                raise ValidationError(self.env._(
                    "%(mandate)s was given on %(given)s; money of %(day)s came before it.",
                    mandate=one.mandate_id.name, given=one.mandate_id.given_on, day=one.day))

    @api.constrains('mandate_id')
    def _check_given(self):
        for one in self:
            if one.mandate_id.state not in ('active', 'returned'):
                raise ValidationError(self.env._(
                    "%(mandate)s is not given, or its account is closed.",
                    mandate=one.mandate_id.display_name))

    @api.model_create_multi
    def create(self, vals_list):
        own = without_defaults(self, set(self._fields) - set(WRITTEN))
        money = super(CreditMandateMoney, own).create([
            {name: vals[name] for name in WRITTEN if name in vals} for vals in vals_list])
        money.mandate_id.sudo()._set_next_remit()
        for one in money:
            one.mandate_id._log(one.kind, money=one.amount, day=one.day)
        return money

    def write(self, vals):
        if not self.env.su:
            raise UserError(self.env._(
                "What was noted never changes. Withdraw it, and note the right amount."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was noted is never deleted. Withdraw it instead."))

    def action_withdraw(self):
        """Let these amounts count no more; they stay to be read."""
        self.mandate_id.check_access('write')
        for one in self.filtered(lambda one: not one.withdrawn_at):
            if one.mandate_id.state == 'closed':
                raise UserError(self.env._(
                    "The account of %(mandate)s is closed.", mandate=one.mandate_id.display_name))
            one.sudo().write({
                'withdrawn_at': fields.Datetime.now(), 'withdrawn_by_id': self.env.uid})
            one.mandate_id._log('withdrawn', money=one.amount, day=one.day)
        self.mandate_id.sudo()._set_next_remit()
        return True
