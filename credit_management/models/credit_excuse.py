from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.excuses import BY_CODE

CATEGORIES = [
    ('finance', "Money"), ('terms', "Contract"), ('quality', "Quality"), ('process', "Process"),
    ('documents', "Papers"),
]


class CreditExcuse(models.Model):
    """What customers say instead of paying, which facts answer it, and in which words.

    The checks and next steps are those of `tools.excuses` for `based_on`; an excuse based on
    nothing is never proven.
    """

    _name = 'credit.excuse'
    _description = "Excuse"
    _order = 'sequence, code, id'
    _rec_names_search = ['code', 'name']

    name = fields.Char(string="Excuse", required=True, translate=True)
    code = fields.Char(required=True)
    category = fields.Selection(CATEGORIES, required=True)
    based_on = fields.Selection(
        [(code, code) for code in BY_CODE], string="Checked As",
        help="The entry of the catalogue whose checks and next steps count; empty: nothing is checked.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    text_refuted = fields.Text(string="When the Books Refute It", translate=True)
    text_supported = fields.Text(string="When He Is Right", translate=True)
    text_unproven = fields.Text(string="When Nobody Knows", translate=True)

    _code_unique = models.UniqueIndex('(code)', "There is already an excuse with this code.")

    @api.depends('code', 'name')
    def _compute_display_name(self):
        for excuse in self:
            excuse.display_name = f'{excuse.code or ""} {excuse.name or ""}'.strip()

    @api.ondelete(at_uninstall=False)
    def _unlink_unused(self):
        if self.env['credit.case.action'].sudo().search_count(
                [('excuse_id', 'in', self.ids)], limit=1):
            raise UserError(self.env._("This excuse was heard already. Archive it instead."))
