from odoo import api, models
from odoo.exceptions import UserError

#: Written by Odoo's own chatter.
_OF_MAIL = ('message_', 'activity_')


class CreditByServer(models.AbstractModel):
    """Records that the server alone makes and changes, and nobody deletes.

    A model names in `_written` what people may change of them, and says in `_by_server_words` by
    which way all else goes.
    """

    _name = 'credit.by.server'
    _description = "Written by the Server"

    _written = frozenset()

    @api.model
    def _by_server_words(self):
        """Return ``{'create', 'write', 'unlink': sentence}``: what is refused, and the way out."""
        raise NotImplementedError

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(self._by_server_words()['create'])
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and any(
                name not in self._written and not name.startswith(_OF_MAIL) for name in vals):
            raise UserError(self._by_server_words()['write'])
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self._by_server_words()['unlink'])
