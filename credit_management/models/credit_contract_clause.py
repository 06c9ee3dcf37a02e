from odoo import api, fields, models
from odoo.exceptions import UserError


class CreditContractClause(models.Model):
    """One point of a contract's checklists: how it is settled there, in whose words."""

    _name = 'credit.contract.clause'
    _description = "Point of a Contract"
    _order = 'contract_id, kind, sequence, id'
    _rec_name = 'clause_id'

    contract_id = fields.Many2one(
        'credit.contract', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='contract_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(related='contract_id.partner_id')
    clause_id = fields.Many2one('credit.clause', required=True, ondelete='restrict', index=True)
    kind = fields.Selection(related='clause_id.kind', store=True)
    sequence = fields.Integer(related='clause_id.sequence', store=True)
    is_key = fields.Boolean(related='clause_id.is_key')
    advice = fields.Char(related='clause_id.advice')
    rating = fields.Selection([('ok', "OK"), ('risky', "Risky"), ('missing', "Missing")])
    note = fields.Char()
    text = fields.Text(help="As it stands in this contract.")

    _clause_unique = models.Constraint(
        'UNIQUE (contract_id, clause_id)', "This point is in the contract already.")

    @api.model_create_multi
    def create(self, vals_list):
        points = super().create(vals_list)
        points._check_draft()
        return points

    def write(self, vals):
        self._check_draft()
        res = super().write(vals)
        self._check_draft()
        self.contract_id._note_editor()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        self._check_draft()

    def _check_draft(self):
        if not self.env.su and (kept := self.contract_id.filtered(
            lambda contract: contract.state != 'draft'
        )):
            raise UserError(self.env._(
                "The points of %(contract)s were checked and stay. Take it back to draft, or make"
                " a new version.", contract=kept[0].display_name))

    def _plain(self):
        """Return the points as `tools.contracts.score` wants them."""
        return [(point.clause_id.code, point.rating or None, point.is_key) for point in self]
