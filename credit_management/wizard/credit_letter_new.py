from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..models.credit_letter import CHANNELS, KINDS
from ..tools import demand_letters
from ..tools.rpm_plans import GRADE_FACTORS


class CreditLetterNew(models.TransientModel):
    """Ask which letter a customer is to get."""

    _name = 'credit.letter.new'
    _description = "New Letter"

    profile_id = fields.Many2one('credit.profile', string="Customer", required=True)
    kind = fields.Selection(
        [kind for kind in KINDS if kind[0] != 'papers'], compute='_compute_kind', store=True,
        precompute=True, readonly=False, required=True)
    degree = fields.Selection(
        [('1', "1 – notice"), ('2', "2 – warning"), ('3', "3 – lawyer's letter")],
        compute='_compute_kind', store=True, precompute=True, readonly=False)
    channel = fields.Selection(CHANNELS, required=True, default='mail')
    statement_day = fields.Date(
        string="Account Up To", help="Of a statement: the last day of its figures. Empty: today.")
    advice = fields.Char(compute='_compute_advice')

    @api.depends('profile_id')
    def _compute_advice(self):
        """Say which demand is due by what was sent and how late the customer is."""
        for dialog in self:
            letter = dialog._due_letter()
            dialog.advice = letter and self.env._(
                "By days late and earlier letters, a demand of degree %(degree)s is due.",
                degree=letter.degree)

    @api.depends('profile_id')
    def _compute_kind(self):
        """Begin with the demand that is due, else with a reminder."""
        for dialog in self:
            letter = dialog._due_letter()
            dialog.kind = 'demand' if letter else 'reminder'
            dialog.degree = str(letter.degree) if letter else '1'

    def _due_letter(self):
        profile = self.profile_id
        if not profile:
            return None
        today, lines = profile.company_id._credit_today(), self.env['credit.letter'].sudo(
            )._open_lines(profile.sudo(), profile.company_id._credit_today())[profile.id]
        late = [
            (today - (line.date_maturity or line.date)).days for line in lines
            if line.amount_residual > 0]
        sent = profile.sudo().letter_ids.filtered(
            lambda one: one.kind == 'demand' and one.sent_on and one.state != 'failed'
            and one.line_ids.move_line_id & lines)
        return demand_letters.due_letter(
            today, max(late, default=0), [(one.degree, one.sent_on) for one in sent],
            GRADE_FACTORS.get(profile.sudo().grade, 1))

    def action_write(self):
        """Write the draft and open it."""
        self.ensure_one()
        self.profile_id.check_access('read')
        self.env['credit.letter'].check_access('write')
        if self.kind == 'demand' and not self.degree:
            raise UserError(self.env._("Choose the degree of the demand."))
        letter = self.env['credit.letter']._make(
            self.profile_id, self.kind, int(self.degree) if self.kind == 'demand' else 0,
            channel=self.channel, signer_id=self.env.uid, **self._statement_values())
        return letter._open_form()

    def _statement_values(self):
        """Return the day that a statement is of; nobody knows an account of days to come."""
        if self.kind != 'statement':
            return {}
        today = self.profile_id.sudo().company_id._credit_today()
        day = self.statement_day or today
        if day > today:
            raise UserError(self.env._(
                "%(day)s is still to come. A statement is of a day up to %(today)s.",
                day=format_date(self.env, day), today=format_date(self.env, today)))
        return {'statement_day': day}
