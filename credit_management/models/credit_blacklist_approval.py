from odoo import fields, models


class CreditBlacklistApproval(models.Model):
    """One person's yes to an entry of the blacklist, or to its removal."""

    _name = 'credit.blacklist.approval'
    _description = "Approval of a Blacklist Entry"
    _order = 'id'

    blacklist_id = fields.Many2one(
        'credit.blacklist', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='blacklist_id.company_id', store=True, index=True)
    act = fields.Selection(
        [('list', "Put on the list"), ('remove', "Taken off the list")], required=True,
        readonly=True)
    turn = fields.Integer(
        readonly=True, required=True, help="Which time it was asked for: a refused removal comes again.")
    user_id = fields.Many2one('res.users', string="Approved By", required=True, readonly=True)
    date = fields.Datetime(
        string="On", required=True, readonly=True, default=fields.Datetime.now)

    _once = models.UniqueIndex('(blacklist_id, turn, user_id)', "You approved it already.")
