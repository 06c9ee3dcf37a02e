from odoo import fields, models


class CreditLimitationLawProof(models.Model):
    """One way to prove an event: all of its evidence is needed."""

    _name = 'credit.limitation.law.proof'
    _inherit = ['credit.limitation.law.part']
    _description = "Evidence of a Limitation Event"
    _order = 'event_id, sequence, id'

    event_id = fields.Many2one(
        'credit.limitation.law.event', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='event_id.company_id', store=True, index=True)
    sequence = fields.Integer(default=10)
    evidence_ids = fields.Many2many('credit.limitation.evidence', string="All of These")

    def _shared_owner(self):
        return self.event_id.law_id
