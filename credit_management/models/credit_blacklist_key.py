from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import blacklist


class CreditBlacklistKey(models.Model):
    """One thing by which an entry of the blacklist is known again."""

    _name = 'credit.blacklist.key'
    _description = "Mark of a Blacklist Entry"
    _order = 'id'
    _rec_name = 'value'

    blacklist_id = fields.Many2one(
        'credit.blacklist', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='blacklist_id.company_id', store=True, index=True)
    kind = fields.Selection('_selection_kind', required=True, default='usci')
    value = fields.Char(string="Content", required=True)
    key = fields.Char(compute='_compute_key', store=True, help="The value in normal form.")
    head = fields.Char(compute='_compute_key', store=True)

    _key_idx = models.Index('(key, kind)')
    _head_idx = models.Index("(head) WHERE kind = 'name'")

    @api.model
    def _selection_kind(self):
        words = {
            'usci': self.env._("Unified social credit identifier"),
            'vat': self.env._("VAT number"),
            'lei': self.env._("LEI"),
            'duns': self.env._("D-U-N-S number"),
            'reg_no': self.env._("Company number"),
            'name': self.env._("Name"),
            'person': self.env._("Legal representative or person"),
            'phone': self.env._("Phone"),
            'address': self.env._("Address"),
        }
        return [(kind, words[kind]) for kind in blacklist.KINDS]

    @api.depends('kind', 'value', 'blacklist_id.partner_id.country_id')
    def _compute_key(self):
        for mark in self:
            country = mark.blacklist_id.partner_id.country_id.code
            mark.key = blacklist.key_of(mark.kind, mark.value, country)[0]
            mark.head = blacklist.head(mark.value) if mark.kind == 'name' else False

    @api.constrains('kind', 'value')
    def _check_value(self):
        kinds = dict(self._selection_kind())
        for mark in self:
            country = mark.blacklist_id.partner_id.country_id.code
            if not blacklist.key_of(mark.kind, mark.value, country)[1]:
                raise ValidationError(self.env._(
                    "%(value)s cannot be right for %(kind)s: a sign is missing or its check digit is"
                    " wrong. Look at the original and type it again.",
                    value=mark.value, kind=kinds[mark.kind]))

    @api.model_create_multi
    def create(self, vals_list):
        marks = super().create(vals_list)
        marks._check_draft()
        return marks

    def write(self, vals):
        self._check_draft()
        res = super().write(vals)
        # Written to another entry, it would be known by what nobody agreed to.
        self._check_draft()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        self._check_draft()

    def _check_draft(self):
        if not self.env.su and self.blacklist_id.filtered(lambda entry: entry.state != 'draft'):
            raise UserError(self.env._(
                "What an entry is known by stays as it was decided on. Make another entry."))
        if not self.env.su:
            self.blacklist_id.sudo().editor_id = self.env.uid
