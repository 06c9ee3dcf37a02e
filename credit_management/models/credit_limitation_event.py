from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from .credit_limitation_law_event import KINDS


class CreditLimitationEvent(models.Model):
    """Something that happened to certain claims and may move their last safe day, as people saw it.

    Its papers come one by one: the courier's number today, the receipt next week, the ruling next
    year. What counts is what the valid ones show.
    """

    _name = 'credit.limitation.event'
    _inherit = ['credit.evidence']
    _description = "Limitation Event"
    _order = 'date desc, id desc'

    _written = ('profile_id', 'kind', 'date', 'line_ids', 'note', 'paper_ids')

    profile_id = fields.Many2one(
        'credit.profile', required=True, index=True, ondelete='cascade')
    partner_id = fields.Many2one(related='profile_id.partner_id')
    company_id = fields.Many2one(related='profile_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    kind = fields.Selection(KINDS, string="Event", required=True)
    date = fields.Date(
        required=True, default=lambda self: self.env.company._credit_today(),
        help="Of a letter the day on which it arrived; where nobody knows that, when it was sent.",
    )
    line_ids = fields.Many2many(
        'account.move.line', 'credit_limitation_event_line_rel', 'event_id', 'line_id',
        string="Claims", help="The claims that it was about. It moves no other.",
    )
    documents = fields.Char(readonly=True, help="The claims, as they were called then.")
    note = fields.Char()
    paper_ids = fields.One2many('credit.limitation.paper', 'event_id', string="Evidence on File")
    evidence_ids = fields.Many2many(
        'credit.limitation.evidence', string="Shown", compute='_compute_shown', compute_sudo=True)
    ended_on = fields.Date(compute='_compute_shown', compute_sudo=True)

    _valid_idx = models.Index("(profile_id) WHERE withdrawn_at IS NULL")

    @api.depends('kind', 'date')
    def _compute_display_name(self):
        names = dict(self._fields['kind']._description_selection(self.env))
        for event in self:
            event.display_name = ' · '.join(filter(None, (
                names.get(event.kind), event.date and format_date(self.env, event.date))))

    @api.depends('paper_ids.withdrawn_at', 'paper_ids.evidence_ids', 'paper_ids.ended_on')
    def _compute_shown(self):
        for event in self:
            valid = event.paper_ids.filtered(lambda paper: not paper.withdrawn_at)
            event.evidence_ids = valid.evidence_ids
            event.ended_on = max(filter(None, valid.mapped('ended_on')), default=False)

    @api.onchange('profile_id')
    def _onchange_profile_id(self):
        """Begin with all that is open and due; whoever writes takes away what it was not about."""
        if self.profile_id and not self.line_ids:
            self.line_ids = self.env['credit.limitation'].search([
                ('profile_id', '=', self.profile_id._origin.id),
                ('date_due', '<=', self.profile_id.company_id._credit_today()),
            ]).move_line_id

    # === WHAT AN EVENT MUST SAY === #

    @api.constrains('profile_id', 'line_ids', 'date')
    def _check_claims(self):
        for event in self:
            lines_sudo = event.sudo().line_ids
            if not lines_sudo:
                raise ValidationError(self.env._(
                    "Say which claims it was about: it moves the last day of those alone."))
            event.profile_id._check_claims(event.line_ids)
            if event.date > event.company_id._credit_today():
                raise ValidationError(self.env._(
                    "%(day)s is still to come. Write down what happened.",
                    day=format_date(self.env, event.date)))

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        for event in events.sudo():
            event.documents = ', '.join(sorted(set(event.line_ids.move_id.mapped('name'))))
        return events

    def _evidence_changed(self):
        self.env['credit.limitation'].sudo()._mark(self.sudo().profile_id)
        return super()._evidence_changed()
