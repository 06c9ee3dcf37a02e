from odoo import fields, models


class CreditOverviewFigure(models.Model):
    """What a tile of the overview showed when it was last worked out; written by SQL alone."""

    _name = 'credit.overview.figure'
    _description = "Figures of the Overview"
    _order = 'company_id, code'
    _log_access = False

    company_id = fields.Many2one(
        'res.company', required=True, readonly=True, ondelete='cascade'
    )
    code = fields.Char(required=True, readonly=True)
    data = fields.Json(readonly=True)
    computed_at = fields.Datetime(readonly=True, help="Empty: it never came out.")
    tried_at = fields.Datetime(required=True, readonly=True)
    failed = fields.Char(readonly=True, help="Why the last try stopped; the figures are older.")

    _company_code_unique = models.UniqueIndex('(company_id, code)')
