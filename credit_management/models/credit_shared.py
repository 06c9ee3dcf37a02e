from odoo import api, models
from odoo.exceptions import AccessError


class CreditShared(models.AbstractModel):
    """Rows that count in all companies where they have none: who works in all of them changes them.

    So do all rows of a table without companies.

    Everybody who may read the model reads them; a manager of one company makes rows of his own.
    """

    _name = 'credit.shared'
    _description = "Shared by Companies"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_shared()
        return rows

    def write(self, vals):
        self._check_shared()
        res = super().write(vals)
        self._check_shared()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_shared(self):
        self._check_shared()

    def _shared_owner(self):
        """Return the record that says whose this row is; a line's table."""
        return self['matrix_id'] if 'matrix_id' in self._fields else self

    @api.model
    def _foreign_roots(self):
        """Return the companies in which the user does not work."""
        roots_sudo = self.env['res.company'].sudo().search([('parent_id', '=', False)])
        return roots_sudo - self.env.user.sudo().company_ids

    def _check_shared(self):
        if self.env.su:
            return
        has_own = 'company_id' in self._fields
        shared = self.filtered(lambda row: not row.company_id) if has_own else self
        if not shared:
            return
        if foreign := self._foreign_roots():
            raise AccessError(self.env._(
                "%(row)s counts in all companies, in %(company)s too, where you do not work. Ask"
                " somebody who works in all of them.",
                row=shared[0]._shared_owner().display_name, company=foreign[0].name,
            ) if not has_own else self.env._(
                "%(row)s counts in all companies, in %(company)s too, where you do not work. Make"
                " one of your own company, or ask somebody who works in all of them.",
                row=shared[0]._shared_owner().display_name, company=foreign[0].name,
            ))
