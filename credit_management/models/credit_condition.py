from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import CONDITIONS
from .credit_profile import FIGURES


class CreditHold(models.Model):
    """What a release hangs on: recorded and followed up. The gate does not wait for it."""

    _inherit = 'credit.hold'

    condition = fields.Selection(selection='_selection_condition', readonly=True)
    condition_date = fields.Date(readonly=True)
    condition_amount = fields.Monetary(readonly=True, groups=FIGURES)
    condition_note = fields.Text(readonly=True, groups=FIGURES)
    condition_text = fields.Char(
        compute='_compute_condition_text', string="On Condition",
        help="In the words of whoever reads it.",
    )

    @api.model
    def _selection_condition(self):
        labels = {
            'promise': self.env._("Promise to pay"),
            'deposit': self.env._("Deposit"),
            'security': self.env._("Security"),
        }
        return [(kind, labels[kind]) for kind in CONDITIONS]

    @api.depends_context('uid', 'lang')
    @api.depends('condition', 'condition_date')
    def _compute_condition_text(self):
        audience = self.env['credit.check']._audience()
        for hold in self:
            hold.condition_text = hold._condition_words(audience)

    # === RECORDED === #

    def _condition_values(self, condition):
        """Return the fields of `condition` (see `release`), or raise saying what is missing."""
        condition = dict(condition or {})
        kind = condition.pop('kind', None)
        if not kind or kind == 'none':
            return {}
        if kind not in CONDITIONS:
            raise UserError(self.env._(
                "There is no condition '%(kind)s'. Choose one of: %(kinds)s.",
                kind=kind, kinds=', '.join(CONDITIONS),
            ))
        values = {
            'condition': kind,
            'condition_date': fields.Date.to_date(condition.get('date')) or False,
            'condition_amount': float(condition.get('amount') or 0.0),
            'condition_note': (condition.get('text') or '').strip() or False,
        }
        self._check_condition(values)
        return values

    def _check_condition(self, values):
        """Refuse a condition that nobody could follow up."""
        kind, today = values['condition'], self.company_id._credit_today()
        day = values['condition_date']
        if kind == 'promise' and (not day or day < today):
            raise UserError(self.env._(
                "A promise needs the day of the payment, from %(today)s on.", today=today
            ))
        if kind in ('promise', 'deposit') and values['condition_amount'] <= 0:
            raise UserError(self.env._("Say which amount is to be paid, above zero."))
        if kind == 'security' and not values['condition_note']:
            raise UserError(self.env._("Say in a word which security there is."))

    # === SAID === #

    def _condition_words(self, audience):
        """Return the condition for a reader; sales read amounts only if the company shows them,
        and of a security only that there is one.
        """
        self.ensure_one()
        hold_sudo = self.sudo()
        if not hold_sudo.condition:
            return ''
        formatter = self.env['credit.check']._formatter(audience)
        figures = {
            'amount': hold_sudo.currency_id.format(hold_sudo.condition_amount),
            'date': formatter.date(hold_sudo.condition_date),
        }
        if hold_sudo.condition == 'security':
            return self._security_words(formatter)
        if hold_sudo.condition == 'deposit':
            return self._deposit_words(formatter, figures)
        if formatter.show_amounts:
            return self.env._("%(amount)s promised for %(date)s", **figures)
        return self.env._("payment promised for %(date)s", date=figures['date'])

    def _deposit_words(self, formatter, figures):
        if formatter.show_amounts:
            return self.env._("deposit of %(amount)s", amount=figures['amount'])
        return self.env._("deposit")

    def _security_words(self, formatter):
        if formatter.shows_figures:
            return self.env._("security: %(text)s", text=self.sudo().condition_note)
        return self.env._("security")

    def _say_condition(self):
        """Put the condition on the order, and a promise on the owner's desk for its day."""
        self.ensure_one()
        if not self.condition:
            return
        text = self.env._(
            "%(hold)s is released on condition: %(condition)s.", hold=self.name,
            condition=self._condition_words('sales'),
        )
        self.message_post(body=text)
        if self.order_id:
            self.order_id.message_post(body=text)
        if self.condition == 'promise':
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                'mail.mail_activity_data_todo', date_deadline=self.condition_date,
                user_id=(self.user_id or self.env.user).id,
                summary=self.env._(
                    "Did %(customer)s pay %(amount)s as promised?",
                    customer=self.partner_id.display_name,
                    amount=self.currency_id.format(self.condition_amount),
                ),
            )
