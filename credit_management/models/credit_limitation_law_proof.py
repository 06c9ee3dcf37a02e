from odoo import api, fields, models


class CreditLimitationLawProof(models.Model):
    """One way to prove an event: all of its evidence is needed."""

    _name = 'credit.limitation.law.proof'
    _inherit = ['credit.shared']
    _description = "Evidence of a Limitation Event"
    _order = 'event_id, sequence, id'

    event_id = fields.Many2one(
        'credit.limitation.law.event', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='event_id.company_id', store=True, index=True)
    sequence = fields.Integer(default=10)
    evidence_ids = fields.Many2many('credit.limitation.evidence', string="All of These")

    def _shared_owner(self):
        return self.event_id.law_id

    @api.model_create_multi
    def create(self, vals_list):
        proofs = super().create(vals_list)
        proofs.event_id.law_id._after_change()
        return proofs

    def write(self, vals):
        laws = self.event_id.law_id
        res = super().write(vals)
        (laws | self.event_id.law_id)._after_change()
        return res

    def unlink(self):
        laws = self.event_id.law_id
        res = super().unlink()
        laws.exists()._after_change()
        return res
