from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .credit_profile import FIGURES


class CreditProfile(models.Model):
    """What is written off of a customer, what is with an agency, the files that were handed over."""

    _inherit = 'credit.profile'

    write_off_ids = fields.One2many('credit.write.off', 'profile_id', groups=FIGURES)
    mandate_ids = fields.One2many('credit.mandate', 'profile_id', groups=FIGURES)
    handover_ids = fields.One2many('credit.handover', 'profile_id', groups=FIGURES)
    written_off_outstanding = fields.Monetary(
        string="Written Off, Still Owed", compute='_compute_written_off_outstanding', groups=FIGURES)

    @api.depends('write_off_ids.outstanding')
    def _compute_written_off_outstanding(self):
        sums = dict(self.env['credit.write.off'].sudo()._read_group(
            [('profile_id', 'in', self.ids), ('state', '=', 'done')], ['profile_id'],
            ['outstanding:sum']))
        for profile in self:
            profile.written_off_outstanding = sums.get(profile._origin, 0.0)

    def _check_claims(self, lines):
        """Raise unless `lines` are posted claims on this customer, in his company."""
        profile_sudo = self.sudo().ensure_one()
        foreign = lines.sudo().filtered(lambda line: (
            line.account_type != 'asset_receivable' or line.balance <= 0
            or line.parent_state != 'posted'
            or line.partner_id.commercial_partner_id != profile_sudo.partner_id
            or line.company_id.root_id != profile_sudo.company_id))
        if foreign:
            raise ValidationError(self.env._(
                "%(document)s is no posted claim on %(customer)s in %(company)s. Take it out.",
                document=foreign[0].display_name, customer=profile_sudo.display_name,
                company=profile_sudo.company_id.name))

    def _open_lines(self):
        """Return the customer's open claims, oldest first."""
        self.ensure_one()
        return self.env['account.move.line'].sudo().search([
            ('partner_id.commercial_partner_id', '=', self.sudo().partner_id.id),
            ('parent_state', '=', 'posted'),
            ('account_type', '=', 'asset_receivable'), ('amount_residual', '>', 0),
            ('company_id', 'child_of', self.company_id.id),
        ], order='date_maturity, id')

    # === LIFE === #

    def _merge_into(self, partner, kind):
        """Claims go on with the survivor, and so does what is known of them."""
        survivor = super()._merge_into(partner, kind)
        for name in ('write_off_ids', 'mandate_ids', 'handover_ids', 'interest_claim_ids'):
            records_sudo = self.sudo().with_context(active_test=False)[name]
            records_sudo.write({'profile_id': survivor.id})
        return survivor

    # === ACTIONS === #

    def action_write_off(self):
        self.ensure_one()
        return self.env['credit.write.off']._ask(self)

    def action_give_to_agency(self):
        """Open a new mandate about what is late."""
        self.ensure_one()
        late = self._interest_line_ids(self.company_id._credit_today())
        return self._mandate_action(self.env['account.move.line'].browse(late))

    def _mandate_action(self, lines):
        self.env['credit.write.off']._check_officer()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Mandate to an Agency"),
            'res_model': 'credit.mandate', 'view_mode': 'form', 'views': [(False, 'form')],
            'context': {
                'default_profile_id': self.id,
                'default_line_ids': [fields.Command.set(lines.ids)],
            },
        }

    def action_handover(self):
        """Begin the file of what is open, and open it."""
        self.ensure_one()
        return self.env['credit.handover']._make(self)._action_open()
