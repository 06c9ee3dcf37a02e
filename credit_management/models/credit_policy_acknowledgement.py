from odoo import api, fields, models


class CreditPolicyAcknowledgement(models.Model):
    """One person who is to read one version of a policy, and when he said that he has."""

    _name = 'credit.policy.acknowledgement'
    _description = "Acknowledgement of a Credit Policy"
    _order = 'policy_id, read_at desc, id'
    _rec_name = 'user_id'

    policy_id = fields.Many2one(
        'credit.policy', required=True, readonly=True, index=True, ondelete='cascade')
    user_id = fields.Many2one('res.users', required=True, readonly=True, ondelete='cascade')
    company_id = fields.Many2one(
        'res.company', required=True, readonly=True, index=True, ondelete='cascade',
        help="Where he is asked: of a policy for all companies, his own.",
    )
    due_at = fields.Datetime(string="To Be Read By", readonly=True)
    read_at = fields.Datetime(readonly=True)
    is_late = fields.Boolean(compute='_compute_is_late')

    _once = models.UniqueIndex('(policy_id, user_id)', "This person is asked already.")
    _unread_idx = models.Index("(user_id) WHERE read_at IS NULL")

    @api.depends('due_at', 'read_at')
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for row in self:
            row.is_late = bool(not row.read_at and row.due_at and row.due_at < now)
