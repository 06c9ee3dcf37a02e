from odoo import fields, models


class CreditReceivableSnapshotSum(models.Model):
    """What was open on a month-end of one due date, or of one posting date. Bands are for readers."""

    _name = 'credit.receivable.snapshot.sum'
    _inherit = ['credit.kept']
    _description = "Sum of a Month-end"
    _order = 'snapshot_id, basis, date'
    _log_access = False

    snapshot_id = fields.Many2one(
        'credit.receivable.snapshot', required=True, readonly=True, ondelete='restrict'
    )
    company_id = fields.Many2one(related='snapshot_id.company_id')
    currency_id = fields.Many2one(related='snapshot_id.currency_id')
    basis = fields.Selection(
        selection=[('due', "Due Date"), ('posting', "Posting Date")], required=True, readonly=True
    )
    date = fields.Date(required=True, readonly=True)
    claims = fields.Monetary(readonly=True)
    credits = fields.Monetary(readonly=True, help="Receipts and credit notes; below zero.")

    _day_unique = models.UniqueIndex('(snapshot_id, basis, date)')
