from odoo import api, fields, models

from .credit_profile import FIGURES


class CreditProfile(models.Model):
    """A customer's bills and cheques, and what stands behind his debt."""

    _inherit = 'credit.profile'

    security_ids = fields.One2many(
        'credit.security', 'profile_id', string="Securities", groups=FIGURES)
    instrument_ids = fields.Many2many(
        'credit.instrument', compute='_compute_instruments', groups=FIGURES,
        string="Bills and Cheques")
    instruments_amount = fields.Monetary(
        string="Not Honoured", compute='_compute_instruments', groups=FIGURES)
    dishonoured_amount = fields.Monetary(
        string="Came Back Unpaid", compute='_compute_instruments', groups=FIGURES)
    secured_amount = fields.Monetary(
        string="Secured", compute='_compute_secured', groups=FIGURES,
        help="What the securities of today are worth: it raises the limit or takes off exposure.")
    insured_amount = fields.Monetary(
        string="Insured", compute='_compute_secured', groups=FIGURES)
    own_risk = fields.Monetary(
        string="Our Own Risk", compute='_compute_secured', groups=FIGURES)
    security_stage = fields.Selection(
        [('active', "Active"), ('insured', "Insured"), ('none', "None")],
        compute='_compute_secured', groups=FIGURES)

    @api.depends('partner_id', 'company_id')
    def _compute_instruments(self):
        found = self.env['credit.instrument'].search([
            ('partner_id', 'in', self.partner_id.ids), ('company_id', 'in', self.company_id.ids),
            ('state', '!=', 'paid')])
        for profile in self:
            own = found.filtered(lambda paper, profile=profile: (
                paper.partner_id == profile.partner_id and paper.company_id == profile.company_id))
            profile.instrument_ids = own
            profile.instruments_amount = sum(own.mapped('counts'))
            profile.dishonoured_amount = sum(
                own.filtered(lambda paper: paper.state == 'dishonoured').mapped('counts'))

    @api.depends('security_ids.state', 'security_ids.eligible', 'security_ids.value')
    def _compute_secured(self):
        for profile in self:
            live = profile.security_ids.filtered(lambda one: one.stage in ('active', 'expiring'))
            insured = live.filtered(lambda one: one.kind == 'insurance')
            profile.secured_amount = sum(
                live.filtered(lambda one: one.effect != 'none').mapped('eligible'))
            profile.insured_amount = sum(insured.mapped('insured_amount'))
            profile.own_risk = max(profile.exposure - profile.insured_amount, 0) if insured else 0.0
            profile.security_stage = (
                'insured' if insured else 'active' if live else profile.security_ids and 'none')

    def _merge_into(self, partner, kind):
        """Let securities go on with the survivor; papers go with the contact."""
        survivor = super()._merge_into(partner, kind)
        self.env['credit.security'].sudo().search([('profile_id', '=', self.id)]).write(
            {'profile_id': survivor.id})
        return survivor

    def action_new_security(self):
        return self._new_paper('credit.security', self.env._("New security"))

    def action_new_instrument(self):
        self.ensure_one()
        action = self._new_paper('credit.instrument', self.env._("New bill or cheque"))
        action['context'] = {
            'default_partner_id': self.partner_id.id, 'default_company_id': self.company_id.id}
        return action

    def action_open_securities(self):
        self.ensure_one()
        self.check_access('read')
        action = self.env['ir.actions.act_window']._for_xml_id(
            'credit_management.credit_security_action')
        return {**action, 'domain': [('profile_id', '=', self.id)], 'context': {}}

    def action_open_instruments(self):
        self.ensure_one()
        self.check_access('read')
        action = self.env['ir.actions.act_window']._for_xml_id(
            'credit_management.credit_instrument_action')
        return {**action, 'context': {}, 'domain': [
            ('partner_id', '=', self.partner_id.id), ('company_id', '=', self.company_id.id)]}
