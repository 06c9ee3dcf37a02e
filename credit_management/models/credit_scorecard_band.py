from odoo import api, fields, models


class CreditScorecardBand(models.Model):
    """What a scorecard's value says, from the lowest band up; the last one has no bound."""

    _name = 'credit.scorecard.band'
    _inherit = ['credit.scorecard.line']
    _description = "Band of a Scorecard"

    upto = fields.Float(string="Up To", digits=(10, 4))
    is_inclusive = fields.Boolean(
        string="Bound Belongs to It", default=True, help="Else the bound belongs to the band above.")
    part = fields.Float(
        string="Gives", digits=(8, 2),
        help="Of working assets: per cent of them that are given. Of days beyond terms: points at"
             " the bound, straight in between. Of a grade: per cent of what the customer can bear.")
    bound_text = fields.Char(string="Values", compute='_compute_bound_text')

    @api.depends('upto', 'is_inclusive', 'sequence', 'scorecard_id.band_ids.upto')
    def _compute_bound_text(self):
        for band in self:
            bands = band.scorecard_id.band_ids.sorted('sequence')
            last = bands[-1:] == band and len(bands) > 1
            if last:
                before = bands[-2]
                band.bound_text = f'{">" if before.is_inclusive else "≥"} {before.upto:g}'
            else:
                band.bound_text = f'{"≤" if band.is_inclusive else "<"} {band.upto:g}'
