from odoo import api, fields, models

#: In the order of a file.
GROUPS = ('legality', 'capital', 'growth', 'changes', 'turnover', 'trading', 'key')


class CreditFilePoint(models.Model):
    """What is asked about a customer: of new ones, of those we know, and of key customers."""

    _name = 'credit.file.point'
    _inherit = ['credit.shared']
    _description = "Information Point"
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="What fills the point by itself knows it by this.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    group_code = fields.Selection('_selection_group_code', string="Group", required=True)
    for_new = fields.Boolean(string="New Customers")
    for_existing = fields.Boolean(string="Known Customers")
    for_key = fields.Boolean(string="Key Customers")
    in_application = fields.Boolean(help="The customer is asked for it when he applies for credit.")
    is_figure = fields.Boolean(
        string="Figure", help="It moves all the time, so what it was before is not kept.")
    months = fields.Integer(
        string="Counts for (months)", help="After them it has to be asked again. 0: until it changes.")

    _code_unique = models.Constraint('UNIQUE (code)', "There is a point with this code already.")

    @api.model
    def _selection_group_code(self):
        words = {
            'legality': self.env._("Legality"),
            'capital': self.env._("Capital strength"),
            'growth': self.env._("Growth potential"),
            'changes': self.env._("Changes"),
            'turnover': self.env._("Capital turnover"),
            'trading': self.env._("Trading record"),
            'key': self.env._("Key customer"),
        }
        return [(code, words[code]) for code in GROUPS]

    @api.model
    def _by_code(self):
        """Return ``{code: point}`` of all that are asked for."""
        return {point.code: point for point in self.search([])}
