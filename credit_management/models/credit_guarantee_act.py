from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class CreditGuaranteeAct(models.Model):
    """What was done about a guarantee, with its proof; in time and of the right kind, it keeps it."""

    _name = 'credit.guarantee.act'
    _inherit = ['credit.evidence']
    _description = "Act on a Guarantee"
    _order = 'date, id'

    _written = ('clock_id', 'kind', 'date', 'file', 'file_name', 'note')

    clock_id = fields.Many2one(
        'credit.guarantee.clock', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='clock_id.company_id', store=True, index=True)
    kind = fields.Selection(
        [('lawsuit_debtor', "Lawsuit against the debtor"),
         ('arbitration_debtor', "Arbitration against the debtor"),
         ('claim_guarantor', "Claim on the guarantor"),
         ('lawsuit_guarantor', "Lawsuit against the guarantor"),
         ('arbitration_guarantor', "Arbitration against the guarantor"),
         ('other', "Something else")],
        required=True,
    )
    date = fields.Date(required=True, default=lambda self: self.env.company._credit_today())
    file = fields.Binary(string="Proof", required=True, attachment=True)
    file_name = fields.Char()
    note = fields.Char()

    @api.depends('kind')
    def _compute_display_name(self):
        names = dict(self._fields['kind']._description_selection(self.env))
        for act in self:
            act.display_name = names.get(act.kind, '')

    @api.constrains('date')
    def _check_date(self):
        for act in self:
            if act.date > act.company_id._credit_today():
                raise ValidationError(self.env._(
                    "%(day)s is still to come. Write down what was done.",
                    day=format_date(self.env, act.date)))

    def _evidence_changed(self):
        self.sudo().clock_id._unsee()
        return super()._evidence_changed()
