from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from ..tools import securities as rules


class CreditSecurity(models.Model):
    """Credit insurance: what is insured and what is our own risk, cuts, and an insurer's deadlines."""

    _inherit = 'credit.security'

    cut_ids = fields.One2many('credit.security.cut', 'security_id', readonly=True, string="Cuts")
    insured_amount = fields.Monetary(
        string="Insured", currency_field='company_currency_id', compute='_compute_cover')
    own_risk = fields.Monetary(
        string="Our Own Risk", currency_field='company_currency_id', compute='_compute_cover')
    reported_due = fields.Date(
        string="Notified Until Due Date", readonly=True, copy=False,
        help="Lines due until then were notified to the insurer.")
    handed_due = fields.Date(
        string="Handed Over Until Due Date", readonly=True, copy=False)
    next_deadline = fields.Date(
        readonly=True, copy=False, help="The next day by which the insurer wants something.")
    next_deadline_kind = fields.Selection(
        [('extension', "Maximum extension ends"), ('notify', "Notify the insurer"),
         ('handover', "Hand over for collection")], string="To Do by Then", readonly=True,
        copy=False)

    _deadline_idx = models.Index(
        "(next_deadline) WHERE next_deadline IS NOT NULL AND state = 'active'")

    # === WHAT IS COVERED === #

    @api.depends('kind', 'state', 'value', 'insured_percent', 'cut_ids')
    def _compute_cover(self):
        insured = self.filtered(lambda one: one.kind == 'insurance' and one.state == 'active')
        facts = insured.profile_id.sudo()._facts({'exposure'}) if insured else {}
        for security in self:
            found = rules.Cover(0.0, 0.0)
            if security in insured:
                exposure = facts.get(security.profile_id.id, {}).get('exposure') or 0.0
                found = security.sudo()._cover(exposure)
            security.insured_amount, security.own_risk = found.insured, found.own

    def _cover(self, exposure):
        """Return `tools.securities.Cover` of what the customer owes now; outside its days none."""
        if not rules.valid({
            'from': str(self.valid_from), 'to': self.valid_to and str(self.valid_to),
        }, self.company_id._credit_today()):
            return rules.cover(exposure, 0, 0)
        limit, percent = self._in_company(self.value), self.insured_percent
        found = [rules.cover(exposure, limit, percent)]
        lines = self.cut_ids and self.profile_id._open_lines()
        for cut in self.cut_ids:
            older = sum(line.amount_residual for line in lines if line.date < cut.date)
            found.append(rules.cover(
                exposure, limit, percent, older, self._in_company(cut.old_value)))
        return max(found, key=lambda one: one.insured)

    def _in_company(self, amount):
        return self.currency_id._convert(
            amount, self.company_id.currency_id, self.company_id, self.valid_from)

    # === CUTS === #

    def action_cut_dialog(self):
        self.ensure_one()
        return self._dialog('credit.security.lower', self.env._("Limit was cut"))

    def cut(self, value, day, reason):
        """The insurer lowered his limit to `value` as of `day`; 0 is a limit that was cancelled.

        A higher limit is a renewal: two people look at it.
        """
        self.ensure_one()
        asked = self.env['credit.asked']
        value, day = asked._number('value', value, 0, 1e15), asked._day('day', day)
        reason = asked._text('reason', reason or '').strip()
        self._check_moves('active')
        if self.kind != 'insurance' or value >= self.value:
            raise UserError(self.env._(
                "The limit is %(limit)s. A cut is below that; a higher one is a renewal.",
                limit=format_amount(self.env, self.value, self.currency_id)))
        if not day or not self.valid_from <= day <= self.company_id._credit_today():
            raise UserError(self.env._(
                "Give a day from %(first)s to today.",
                first=format_date(self.env, self.valid_from)))
        self.env['credit.security.cut'].sudo().create({
            'security_id': self.id, 'date': day, 'old_value': self.value, 'new_value': value,
            'reason': reason, 'user_id': self.env.uid,
        })
        self.sudo().value = value
        self._log('cut', day=str(day), reason=reason)
        self._changed()
        return True

    # === DEADLINES === #

    def _terms(self):
        return rules.Terms(self.extension_days, self.notify_days, self.handover_days)

    def _due_dates(self):
        """Return the due dates of open claims that were made while it was valid."""
        return [
            line.date_maturity for line in self.profile_id._open_lines()
            if line.date_maturity and line.date >= self.valid_from
            and (not self.valid_to or line.date <= self.valid_to)]

    def _look_ahead(self):
        """Keep the next deadline; return whether it changed."""
        self.ensure_one()
        found = rules.next_deadline(
            self._due_dates(), self._terms(), self.company_id._credit_today(),
            self.reported_due or None, self.handed_due or None)
        day, kind = (found.day, found.kind) if found else (False, False)
        if (self.next_deadline, self.next_deadline_kind) == (day, kind):
            return False
        self.write({'next_deadline': day, 'next_deadline_kind': kind})
        return True

    @api.model
    def _night_insurance(self, root):
        for security in self.sudo().search([
            ('company_id', '=', root.id), ('state', '=', 'active'), ('kind', '=', 'insurance'),
        ], order='id'):
            if security._look_ahead():
                yield

    def action_reported(self):
        """I have notified the insurer of what is overdue until today."""
        return self._done('reported_due', 'notified', lambda one: 0)

    def action_handed_over(self):
        """What is past the maximum extension was handed over for collection."""
        return self._done('handed_due', 'handed over', lambda one: one.extension_days)

    def _done(self, field, action, after):
        """Note in `field` what is more than `after` (of a security) days late: it is dealt with."""
        for security in self:
            security._check_moves('active')
            today = security.company_id._credit_today()
            overdue = [day for day in security.sudo()._due_dates() if day < today]
            latest = fields.Date.subtract(today, days=after(security))
            late = [day for day in overdue if day < latest]
            if not overdue:
                raise UserError(self.env._("Nothing of this customer is overdue."))
            if not late:
                raise UserError(self.env._(
                    "Nothing of this customer is past the maximum extension."))
            security.sudo()[field] = max(late)
            security._log(action, until=str(max(late)))
            security.sudo()._look_ahead()
        return True

    def _task_why_deadline(self):
        """Return what the queue says of the next deadline."""
        kinds = dict(self._fields['next_deadline_kind']._description_selection(self.env))
        return self.env._(
            "%(what)s by %(day)s", what=kinds.get(self.next_deadline_kind, ''),
            day=format_date(self.env, self.next_deadline))

    def _changed(self):
        for security in self.sudo().filtered(lambda one: one.kind == 'insurance'):
            security._look_ahead()
        return super()._changed()
