from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class CreditProvisionInput(models.AbstractModel):
    """What people say about one customer on a sheet; with the sheet's approval it is fixed."""

    _name = 'credit.provision.input'
    _description = "Said About a Customer on a Provision Sheet"

    provision_id = fields.Many2one(
        'credit.provision', string="Sheet", required=True, index=True, ondelete='cascade'
    )
    company_id = fields.Many2one(related='provision_id.company_id', store=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, index=True, ondelete='restrict',
    )

    @api.constrains('partner_id')
    def _check_partner(self):
        for line in self:
            entity = line.partner_id.commercial_partner_id
            if entity != line.partner_id:
                raise ValidationError(self.env._(
                    "%(contact)s is a contact of %(customer)s, who owes. Choose him.",
                    contact=line.partner_id.display_name, customer=entity.display_name,
                ))

    # === CRUD: the sheet knows that it must be computed again === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.provision_id._inputs_change()
        return lines

    def write(self, vals):
        self.provision_id._inputs_change()
        res = super().write(vals)
        self.provision_id._inputs_change()
        return res

    @api.model
    def _move_partners(self, sources, survivor):
        """Leave one line a sheet of customers who become one: the survivor's, else the oldest.

        The index would refuse two. What the others said is told on their sheets.
        """
        lines_sudo = self.sudo().search([('partner_id', 'in', (sources | survivor).ids)])
        for sheet_sudo, own_sudo in lines_sudo.grouped('provision_id').items():
            gone_sudo = own_sudo.sorted(
                lambda line: (line.partner_id != survivor, line.id))[1:]
            for line_sudo in gone_sudo:
                sheet_sudo.message_post(body=line_sudo._gone_text(survivor))
            if sheet_sudo.state not in ('approved', 'entry'):
                gone_sudo.unlink()
                continue
            # Nobody removes it by hand any more; the rows that were computed stay as they are.
            self.env.cr.execute(SQL(
                "DELETE FROM %s WHERE id = ANY(%s)", SQL.identifier(self._table), gone_sudo.ids,
            ))
            gone_sudo.invalidate_recordset()
            sheet_sudo.invalidate_recordset()

    def _gone_text(self, survivor):
        """Say what the line said of a customer who is merged into `survivor`."""
        return self.env._(
            "%(customer)s was merged into %(survivor)s, who has a line of his own. Removed: %(said)s",
            customer=self.partner_id.display_name, survivor=survivor.display_name,
            said=self._said(),
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_before_approval(self):
        self.provision_id._inputs_change()
