from odoo import fields, models

from .credit_profile import FIGURES


class CreditRpmItemLine(models.Model):
    """Which part of which maturity line is of which receivable item: n to m, by amount."""

    _name = 'credit.rpm.item.line'
    _description = "Receivable Item's Line"
    _order = 'item_id, id'
    _log_access = False
    _rec_name = 'move_line_id'

    item_id = fields.Many2one(
        'credit.rpm.item', required=True, readonly=True, ondelete='cascade')
    move_line_id = fields.Many2one(
        'account.move.line', string="Maturity Line", required=True, readonly=True,
        ondelete='cascade', index=True)
    profile_id = fields.Many2one(related='item_id.profile_id')
    company_id = fields.Many2one(related='item_id.company_id')
    currency_id = fields.Many2one(related='item_id.currency_id')
    move_id = fields.Many2one(related='move_line_id.move_id', string="Invoice")
    date_maturity = fields.Date(related='move_line_id.date_maturity')
    amount = fields.Monetary(readonly=True, groups=FIGURES, help="The item's part of the line.")
    residual = fields.Monetary(
        readonly=True, groups=FIGURES, help="Open of the whole line at the last look.")

    # Each night compares what was open with what is; of closed ones there are more every year.
    _open_idx = models.Index(
        '(move_line_id) INCLUDE (item_id, residual) WHERE residual IS DISTINCT FROM 0')
    _item_line_unique = models.UniqueIndex('(item_id, move_line_id)')
