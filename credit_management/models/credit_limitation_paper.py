from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class CreditLimitationPaper(models.Model):
    """A paper on file, what it shows of an event, and where it is a ruling, when that ended."""

    _name = 'credit.limitation.paper'
    _inherit = ['credit.evidence']
    _description = "Evidence of a Limitation Event"
    _order = 'id'
    _rec_name = 'file_name'

    _written = ('event_id', 'evidence_ids', 'file', 'file_name', 'ended_on', 'note')

    event_id = fields.Many2one(
        'credit.limitation.event', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='event_id.company_id', store=True, index=True)
    evidence_ids = fields.Many2many('credit.limitation.evidence', string="Shows")
    file = fields.Binary(required=True, attachment=True)
    file_name = fields.Char()
    ended_on = fields.Date(
        help="When the procedure or the obstacle ended, as this paper shows.")
    note = fields.Char()

    @api.constrains('evidence_ids', 'ended_on', 'event_id')
    def _check_says(self):
        for paper in self:
            if not paper.evidence_ids:
                raise ValidationError(self.env._(
                    "Say what %(file)s shows, so that it counts.",
                    file=paper.file_name or self.env._("the file")))
            if paper.ended_on and paper.ended_on < paper.event_id.date:
                raise ValidationError(self.env._(
                    "It cannot have ended on %(end)s, before it began on %(day)s.",
                    end=format_date(self.env, paper.ended_on),
                    day=format_date(self.env, paper.event_id.date)))

    def _evidence_changed(self):
        self.env['credit.limitation'].sudo()._mark(self.sudo().event_id.profile_id)
        return super()._evidence_changed()
