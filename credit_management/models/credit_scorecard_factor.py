from odoo import api, fields, models


class CreditScorecardLine(models.AbstractModel):
    """A line of a scorecard: changes while it is a draft, and never after."""

    _name = 'credit.scorecard.line'
    _description = "Line of a Scorecard"
    _order = 'sequence, id'

    scorecard_id = fields.Many2one(
        'credit.scorecard', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='scorecard_id.company_id', store=True, index=True)
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_card()
        return lines

    def write(self, vals):
        self._check_card()
        res = super().write(vals)
        self._check_card()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_of_draft(self):
        self._check_card()

    def _check_card(self):
        """Raise for lines of a published version, or of a table that is shared with others."""
        if not self.env.su:
            self.scorecard_id._check_draft()
            self.scorecard_id._check_shared()
            self.scorecard_id.sudo().editor_id = self.env.uid


class CreditScorecardFactor(models.Model):
    """What a scorecard weighs."""

    _name = 'credit.scorecard.factor'
    _inherit = ['credit.scorecard.line']
    _description = "Factor of a Scorecard"

    group_name = fields.Char(string="Group", translate=True)
    weight = fields.Float(digits=(10, 4), default=1)

    _code_once = models.UniqueIndex('(scorecard_id, code)', "This factor is there already.")
