from odoo import fields, models
from odoo.exceptions import UserError


class CreditReceivableSnapshotLine(models.Model):
    """One maturity line as it was open on a month-end. Bands are applied when it is read.

    The item and its entry are plain numbers: they may be deleted, what was kept stays.
    """

    _name = 'credit.receivable.snapshot.line'
    _inherit = ['credit.kept']
    _description = "Receivable on a Month-end"
    _order = 'date_due, id'
    _log_access = False

    snapshot_id = fields.Many2one(
        'credit.receivable.snapshot', required=True, readonly=True, ondelete='restrict'
    )
    line_id = fields.Integer(string="Journal Item", required=True, readonly=True)
    move_id = fields.Integer(string="Entry", readonly=True)
    name = fields.Char(string="Document", readonly=True)
    account_id = fields.Many2one('account.account', readonly=True)
    company_id = fields.Many2one('res.company', required=True, readonly=True)
    branch_id = fields.Many2one('res.company', readonly=True)
    partner_id = fields.Many2one(
        'res.partner', string="Customer", readonly=True, index='btree_not_null',
        ondelete='restrict',
    )
    currency_id = fields.Many2one('res.currency', readonly=True)
    company_currency_id = fields.Many2one('res.currency', readonly=True)
    date = fields.Date(string="Posting Date", readonly=True)
    date_due = fields.Date(string="Due Date", readonly=True)
    amount = fields.Monetary(currency_field='company_currency_id', readonly=True)
    open_amount = fields.Monetary(currency_field='company_currency_id', readonly=True)
    open_currency = fields.Monetary(string="Open in Currency", readonly=True)

    _line_unique = models.UniqueIndex('(snapshot_id, line_id)')

    # === ACTIONS === #

    def action_open(self):
        """Open the document, if it is still there; Odoo checks there whether this user may."""
        self.ensure_one()
        move = self.env['account.move'].browse(self.move_id).exists()
        if not move:
            raise UserError(self.env._(
                "%(document)s was deleted since; what was open on that day is kept here.",
                document=self.name,
            ))
        return move.get_formview_action()
