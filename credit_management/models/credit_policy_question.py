from odoo import fields, models


class CreditPolicyQuestion(models.Model):
    """A statement that a reader of policies says is true or not, with the reason that he is told."""

    _name = 'credit.policy.question'
    _inherit = ['credit.shared']
    _description = "Question About Credit Policies"
    _order = 'sequence, id'
    _rec_name = 'statement'

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    policy_id = fields.Many2one(
        'credit.policy', index='btree_not_null', ondelete='cascade',
        help="Asked of this version alone. Empty: of every version that has a quiz.",
    )
    statement = fields.Text(required=True, translate=True)
    is_true = fields.Boolean(string="It Is True")
    why = fields.Text(
        required=True, translate=True, help="Told to whoever answers, once he has answered.")
