from odoo import models


class IrUiMenu(models.Model):
    _inherit = 'ir.ui.menu'

    def _load_menus_blacklist(self):
        """Go-live stands first until it is finished, then under Configuration."""
        place = 'later_menu' if self.env['credit.go.live']._is_under_way() else 'menu'
        hidden = self.env.ref(f'credit_management.credit_go_live_{place}', raise_if_not_found=False)
        return [*super()._load_menus_blacklist(), *(hidden.ids if hidden else [])]
