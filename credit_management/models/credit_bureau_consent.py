from odoo import api, fields, models

from ..values import id_of


class CreditBureauConsent(models.Model):
    """A natural person's written consent that we ask bureaus about him, for a purpose."""

    _name = 'credit.bureau.consent'
    _description = "Consent to Bureau Reports"
    _order = 'given_on desc, id desc'
    _rec_name = 'purpose'

    partner_id = fields.Many2one(
        'res.partner', string="Person", required=True, index=True, ondelete='cascade'
    )
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company.root_id,
        domain=[('parent_id', '=', False)],
    )
    bureau_id = fields.Many2one('credit.bureau', help="Empty: every bureau.")
    purpose = fields.Char(required=True, help="What the reports may be used for, as agreed.")
    given_on = fields.Date(required=True, default=fields.Date.context_today)
    expires_on = fields.Date(help="Last day. Empty: until it is withdrawn.")
    withdrawn_on = fields.Date()
    evidence = fields.Binary(attachment=True, required=True, help="The signed consent.")
    evidence_name = fields.Char()
    is_valid = fields.Boolean(compute='_compute_is_valid')

    _dates = models.Constraint(
        'CHECK (expires_on IS NULL OR expires_on >= given_on)', "A consent ends after it is given."
    )

    @api.depends('given_on', 'expires_on', 'withdrawn_on')
    def _compute_is_valid(self):
        for consent in self:
            today = consent.company_id and consent.company_id._credit_today()
            consent.is_valid = bool(today) and consent._covers(today)

    def _covers(self, today):
        self.ensure_one()
        return (
            self.given_on <= today and (not self.expires_on or self.expires_on >= today)
            and (not self.withdrawn_on or self.withdrawn_on > today)
        )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            partner = self.env['res.partner'].browse(id_of(vals.get('partner_id')))
            vals['partner_id'] = partner.commercial_partner_id.id
        return super().create(vals_list)

    @api.model
    def _consented(self, company, pairs):
        """Return those of `pairs`, {(partner id, bureau id)}, that a consent covers today."""
        today = company._credit_today()
        consents = self.search([
            ('company_id', '=', company.id),
            ('partner_id', 'in', [partner_id for partner_id, _bureau_id in pairs]),
        ]).filtered(lambda consent: consent._covers(today))
        given = {(consent.partner_id.id, consent.bureau_id.id) for consent in consents}
        return {pair for pair in pairs if pair in given or (pair[0], False) in given}
