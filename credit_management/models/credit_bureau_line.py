from odoo import fields, models


class CreditBureauLine(models.AbstractModel):
    """What the rows of a report have in common: whose they are, and whether they are the newest.

    Observations: made by an import, never by hand, and kept as they came.
    """

    _name = 'credit.bureau.line'
    _description = "Row of a Bureau Report"
    _order = 'as_of desc, id desc'

    report_id = fields.Many2one(
        'credit.bureau.report', required=True, readonly=True, index=True, ondelete='cascade'
    )
    company_id = fields.Many2one('res.company', required=True, readonly=True)
    bureau_id = fields.Many2one('credit.bureau', required=True, readonly=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    as_of = fields.Date(readonly=True)
    is_current = fields.Boolean(
        readonly=True, help="Nothing newer of this kind came from this bureau."
    )
