from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..tools.guarantees import ALERTS, Act, Guarantee, guarantee_clock
from ..tools.legal_dates import Span


class CreditGuaranteeClock(models.Model):
    """A guarantee of a customer's debt, and until when its one act must be done (保证期间).

    Nothing interrupts it: what the law asks for, done in time, keeps it for good.
    """

    _name = 'credit.guarantee.clock'
    _inherit = ['mail.thread', 'credit.watched']
    _description = "Guarantee"
    _order = 'end_date, id'

    profile_id = fields.Many2one(
        'credit.profile', required=True, index=True, ondelete='restrict')
    partner_id = fields.Many2one(related='profile_id.partner_id')
    company_id = fields.Many2one(related='profile_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    active = fields.Boolean(default=True)
    guarantor_id = fields.Many2one(
        'res.partner', required=True, index=True, ondelete='restrict', tracking=True)
    form = fields.Selection(
        [('general', "General guarantee"), ('joint', "Joint guarantee")], tracking=True,
        help="Empty: the contract is unclear, and it counts as the law says.",
    )
    date_due = fields.Date(
        string="Debt Due On", required=True, tracking=True,
        help="Of a debt without an agreed day, the end of the time given with the first demand.")
    amount = fields.Monetary(string="Up To", tracking=True, help="0: the whole debt.")
    agreed_end = fields.Date(tracking=True, help="The last day that the contract names.")
    agreed_months = fields.Integer(
        tracking=True, help="The length that the contract names.")
    line_ids = fields.Many2many(
        'account.move.line', 'credit_guarantee_clock_line_rel', 'clock_id', 'line_id',
        string="Claims")
    contract = fields.Binary(attachment=True)
    contract_name = fields.Char()
    note = fields.Char()
    act_ids = fields.One2many('credit.guarantee.act', 'clock_id', string="What Was Done")

    # === What follows === #
    end_date = fields.Date(
        string="Last Day", compute='_compute_clock', store=True, index=True, compute_sudo=True)
    counts_as = fields.Selection(
        [('general', "General guarantee"), ('joint', "Joint guarantee")],
        compute='_compute_clock', store=True, compute_sudo=True)
    is_default = fields.Boolean(
        string="Period of the Law", compute='_compute_clock', store=True, compute_sudo=True)
    kept_on = fields.Date(compute='_compute_clock', store=True, compute_sudo=True)
    act_on = fields.Date(compute='_compute_clock', store=True, compute_sudo=True)
    state = fields.Selection(
        [('unknown', "No period known"), ('open', "Running"), ('kept', "Kept"),
         ('lapsed', "Lapsed")], compute='_compute_state')
    days_left = fields.Integer(compute='_compute_state')
    to_do = fields.Char(compute='_compute_state')

    _act_idx = models.Index("(act_on) WHERE act_on IS NOT NULL AND active")

    @api.depends('guarantor_id')
    def _compute_display_name(self):
        for clock in self:
            clock.display_name = clock.sudo().guarantor_id.display_name

    # === THE CLOCK === #

    @api.depends(
        'form', 'date_due', 'agreed_end', 'agreed_months', 'act_ids.kind', 'act_ids.date',
        'act_ids.withdrawn_at', 'profile_id.limitation_law_id', 'profile_id.contract_country_id')
    def _compute_clock(self):
        laws = self.env['credit.limitation.law']._of_profiles(self.profile_id)
        for clock in self:
            found = clock._clock(laws)
            clock.end_date = found.end or False
            clock.counts_as = found.form
            clock.is_default = found.is_default
            clock.kept_on = found.kept_by.date if found.kept_by else False
            clock.act_on = found.end and not found.kept_by and (
                found.end - timedelta(days=max(ALERTS)))

    def _clock(self, laws):
        """Return the `tools.guarantees.GuaranteeClock` of this guarantee by its customer's law.

        :param laws: as `credit.limitation.law._of_profiles`
        """
        self.ensure_one()
        law = laws.get(self.profile_id.id)
        months = self.agreed_months
        acts = self.act_ids.filtered(lambda act: not act.withdrawn_at)
        return guarantee_clock(
            Guarantee(self.date_due or None, self.form or None, self.agreed_end or None,
                      Span(months=months) if months else None),
            tuple(Act(act.kind, act.date) for act in acts), law._as_guarantee_law(),
        ) if law else guarantee_clock(Guarantee(self.date_due or None, self.form or None))

    @api.depends_context('lang')
    @api.depends('end_date', 'kept_on', 'counts_as')
    def _compute_state(self):
        kinds = dict(self.env['credit.guarantee.act']._fields[
            'kind']._description_selection(self.env))
        laws = self.env['credit.limitation.law']._of_profiles(self.profile_id)
        days = {company: company._credit_today() for company in self.company_id}
        for clock in self:
            found = clock.sudo()._clock(laws)
            today = days.get(clock.company_id) or self.env.company.root_id._credit_today()
            clock.state = found.state(today)
            clock.days_left = found.days_left(today) or 0
            clock.to_do = clock.state == 'open' and self.env._(" or ").join(
                kinds[act] for act in found.acts)

    @api.constrains('agreed_months')
    def _check_months(self):
        if any(not 0 <= clock.agreed_months <= 1200 for clock in self):
            raise ValidationError(self.env._("Give months from 0 to 1,200; 0 is none agreed."))

    @api.constrains('line_ids', 'profile_id')
    def _check_claims(self):
        for clock in self:
            clock.profile_id._check_claims(clock.line_ids)

    def _recount(self):
        """Let the clocks be counted anew: a law changed."""
        before = {clock: clock.end_date for clock in self}
        for name in ('end_date', 'counts_as', 'is_default', 'kept_on', 'act_on'):
            self.env.add_to_compute(self._fields[name], self)
        self.filtered(lambda clock: clock.end_date != before[clock])._unsee()

    def _unsee(self):
        """Forget that somebody saw the last day: it is another one, or open again."""
        self.sudo().filtered('seen_until').write({'seen_until': False, 'seen_by_id': False})

    def write(self, vals):
        res = super().write(vals)
        if {'form', 'date_due', 'agreed_end', 'agreed_months', 'profile_id'} & set(vals):
            self._unsee()
        return res

    # === PEOPLE === #

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A guarantee is never deleted. Archive it."))

    def _alerts_before(self):
        return self.end_date or None, ALERTS

    def _task_why(self):
        """Return what the queue says of it in a glance."""
        self.ensure_one()
        if self.state == 'lapsed':
            return self.env._("Guarantee lapsed on %(day)s", day=format_date(
                self.env, self.end_date))
        return self.env._("Until %(day)s: %(act)s", day=format_date(self.env, self.end_date),
                          act=self.to_do)
