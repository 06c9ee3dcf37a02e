from odoo import api, fields, models


class CreditBureauCover(models.Model):
    """What a credit insurer decided: a decision, not a score."""

    _name = 'credit.bureau.cover'
    _inherit = ['credit.bureau.line']
    _description = "Cover Decision of an Insurer"
    _rec_name = 'policy_ref'

    policy_ref = fields.Char(string="Insurance Policy", required=True, readonly=True)
    decision = fields.Selection(
        selection=[
            ('approved', "Approved"),
            ('partly', "Partly approved"),
            ('conditional', "Conditional"),
            ('refused', "Refused"),
            ('reduced', "Reduced"),
            ('cancelled', "Cancelled"),
            ('pending', "Pending"),
        ],
        readonly=True,
    )
    requested = fields.Float(digits=(18, 2), readonly=True)
    granted = fields.Float(digits=(18, 2), readonly=True)
    has_granted = fields.Boolean(readonly=True)
    currency_code = fields.Char(readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    valid_from = fields.Date(readonly=True)
    valid_to = fields.Date(readonly=True)
    conditions = fields.Text(readonly=True)
    decided_on = fields.Date(readonly=True)

    _partner_idx = models.Index('(partner_id, bureau_id) WHERE is_current')

    @api.model
    def _prepare(self, row, common, currencies):
        """Return the values of one row of section `cover`."""
        code = row.get('currency')
        return {
            **common, 'policy_ref': row['policy_ref'], 'decision': row['decision'],
            'requested': float(row.get('requested') or 0.0),
            'granted': float(row.get('granted') or 0.0),
            'has_granted': row.get('granted') is not None, 'currency_code': code,
            'currency_id': currencies.get(code, False), 'valid_from': row.get('valid_from'),
            'valid_to': row.get('valid_to'), 'conditions': row.get('conditions'),
            'decided_on': row.get('decided_on'),
        }
