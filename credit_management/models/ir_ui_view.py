from odoo import fields, models

#: Our own type of view; its element has no children: what it shows is not made of fields.
QUADRANT = 'credit_quadrant'


class IrUiView(models.Model):
    _inherit = 'ir.ui.view'

    type = fields.Selection(selection_add=[(QUADRANT, "Quadrant")])

    def _get_view_info(self):
        return {QUADRANT: {'icon': 'fa fa-th-large'}} | super()._get_view_info()

    def _validate_tag_credit_quadrant(self, node, name_manager, node_info):
        if node_info['validate'] and len(node):
            self._raise_view_error(
                self.env._("A quadrant has nothing inside. Take out what stands there."), node)
