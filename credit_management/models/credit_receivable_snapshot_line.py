from odoo import api, fields, models
from odoo.exceptions import UserError


class CreditReceivableSnapshotLine(models.Model):
    """One maturity line as it was open on a month-end. Bands are applied when it is read.

    The item and its entry are plain numbers: they may be deleted, what was kept stays.
    """

    _name = 'credit.receivable.snapshot.line'
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

    # === CRUD: append only === #

    @api.model_create_multi
    def create(self, vals_list):
        raise UserError(self.env._("Month-ends are kept by the scheduled action, not by hand."))

    def write(self, vals):
        raise UserError(self.env._("A kept month-end never changes; keep it again instead."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A kept month-end never changes, and is never deleted."))

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
        return {
            'type': 'ir.actions.act_window',
            'res_model': 'account.move',
            'res_id': move.id,
            'view_mode': 'form',
            'views': [(False, 'form')],
        }
