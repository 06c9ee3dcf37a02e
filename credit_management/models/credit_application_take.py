from odoo import api, models
from odoo.exceptions import UserError

from ..tools import identifiers
from ..tools.company_names import FLOOR, similarity

#: So many are offered by name.
FEWEST_OFFERED = 5


class CreditApplication(models.Model):
    """What an application becomes: a customer, his credit page, entries of his file, a request."""

    _inherit = 'credit.application'

    # === WHOSE === #

    def _candidates(self):
        """Return (customers with the same number, customers called alike), the best first."""
        self.ensure_one()
        partners = self.env['res.partner'].sudo()
        number = self._number()[1]
        sure = self.env['credit.partner.identifier'].sudo().search(
            [('value', '=', number)]).partner_id if number else partners
        if number and not sure:
            sure = partners.search([
                ('parent_id', '=', False), '|', ('company_registry', '=', number),
                ('vat', '=', number)])
        if sure or not self.legal_name:
            return sure, partners
        alike = partners.search([
            ('parent_id', '=', False), ('is_company', '=', True),
            ('name', '=ilike', f'{self.legal_name[:2]}%')], limit=500)
        ranked = sorted(((similarity(self.legal_name, one.name), -one.id) for one in alike),
                        reverse=True)[:FEWEST_OFFERED]
        return partners, partners.browse([-key for share, key in ranked if share >= FLOOR])

    def _number(self):
        """Return (scheme, number in normal form) of what the applicant typed; (None, None) without."""
        if not self.registration_no:
            return None, None
        scheme = 'usci' if self.country_id.code == 'CN' else 'reg_no'
        value, valid = identifiers.normal(scheme, self.registration_no, self.country_id.code)
        return (scheme if valid is not False else None), value

    # === TAKEN IN === #

    def action_take(self):
        """Make the customer and his credit page, and put into his file what he said."""
        self.check_access('write')
        for application in self:
            application.sudo()._take()
        return True

    def _take(self):
        if self.state != 'submitted':
            raise UserError(self.env._(
                "%(application)s is not submitted, or was taken in already.", application=self.name))
        if not self.partner_id and self._candidates()[0]:
            raise UserError(self.env._(
                "A customer has this registration number already: choose him above."))
        if not self.partner_id:
            self.partner_id = self._make_partner()
        profile = self.env['credit.profile']._of_partners(self.partner_id, self.company_id)
        if not profile:
            # Nothing goes on credit before somebody gives a limit.
            profile = self.env['credit.profile'].create({
                'partner_id': self.partner_id.id, 'company_id': self.company_id.id,
                'credit_limit': 0.0, 'limit_reason': self.name})
        self.write({'state': 'review', 'profile_id': profile.id})
        self._fill_file(profile)
        self._keep_consent()

    def _make_partner(self):
        """Make the firm and its person, one after the other: Odoo makes contacts inside others in the
        reader's name, and an officer may not."""
        partners = self.env['res.partner']
        partner = partners.create(self._partner_values())
        partners.create({
            'parent_id': partner.id, 'name': self.contact_name, 'function': self.contact_function,
            'email': self.email})
        return partner

    def _partner_values(self):
        scheme, number = self._number()
        return {
            'name': self.legal_name, 'is_company': True, 'street': self.street, 'zip': self.zip,
            'city': self.city, 'country_id': self.country_id.id, 'phone': self.phone,
            'website': self.website, 'email': self.email, 'lang': self._lang(),
            'company_registry': number if scheme else self.registration_no,
        }

    def _fill_file(self, profile):
        """Enter what the applicant said with source *customer*, of the day on which he signed."""
        self.env['credit.profile']._classify(self.company_id, profile)
        file = self.env['credit.file']._fill(profile)
        points = self.env['credit.file.point']._by_code()
        said = {
            'legal_name': self.legal_name, 'registration_no': self.registration_no,
            'address': ', '.join(filter(None, (
                self.street, self.zip, self.city, self.country_id.code))),
            **{line.point_id.code: line.value for line in self.line_ids},
        }
        day = min(self.signed_on.date(), self.company_id._credit_today())
        self.env['credit.file.entry'].create([{
            'file_id': file.id, 'point_id': points[code].id, 'value': value, 'source': 'customer',
            'as_of': day, 'note': self.name,
        } for code, value in said.items() if value and code in points])
        for reference in self.reference_ids:
            reference.copy({'application_id': False, 'file_id': file.id})
        file._settle()
        file._look_for_fraud()

    def _keep_consent(self):
        if self.consent and self.signature:
            self.env['credit.bureau.consent'].create({
                'partner_id': self.partner_id.id, 'company_id': self.company_id.id,
                'purpose': self.env._("Decision on application %(name)s", name=self.name),
                'given_on': self.signed_on.date(), 'evidence': self.signature,
                'evidence_name': f'{self.name}.png'.replace('/', '-')})

    # === DECIDED === #

    def action_request_limit(self):
        """Open a limit request with what the customer wishes."""
        self.ensure_one()
        self.check_access('read')
        if not self.profile_id:
            raise UserError(self.env._("Take the application in first."))
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Ask for a Limit"),
            'res_model': 'credit.limit.request', 'view_mode': 'form', 'views': [(False, 'form')],
            'context': {
                'default_profile_id': self.profile_id.id,
                'default_requested_limit': self.wished_limit,
                'default_reason': self.env._(
                    "Application %(name)s: wishes %(amount)s at %(days)s days", name=self.name,
                    amount=self.currency_id.format(self.wished_limit), days=self.wished_days),
            },
        }

    def action_accept(self):
        return self._decide('accepted')

    def action_refuse(self):
        if self.filtered(lambda one: not (one.decision_note or '').strip()):
            raise UserError(self.env._("Say why in the remark: the customer does not read it."))
        return self._decide('refused')

    def _decide(self, outcome):
        self.check_access('write')
        for application in self:
            if application.state not in ('submitted', 'review') or (
                    outcome == 'accepted' and application.state != 'review'):
                raise UserError(self.env._(
                    "%(application)s is not under review.", application=application.name))
            application.sudo().write({
                'state': 'decided', 'outcome': outcome, 'decided_by_id': self.env.uid})
        return True

    def action_open_file(self):
        self.ensure_one()
        return self.profile_id.action_open_file()

    @api.model
    def _for_portal(self, partner, company):
        """Return the draft of a customer with a login, made if there is none."""
        firm = partner.commercial_partner_id
        domain = [('partner_id', '=', firm.id), ('company_id', '=', company.id),
                  ('state', '=', 'draft')]
        return self.search(domain, limit=1) or self.create({
            'partner_id': firm.id, 'company_id': company.id, 'legal_name': firm.name,
            'country_id': firm.country_id.id, 'registration_no': firm.company_registry or firm.vat,
            'street': firm.street, 'zip': firm.zip, 'city': firm.city, 'phone': firm.phone,
            'website': firm.website, 'contact_name': partner.name, 'email': partner.email,
            'lang': partner.lang})
