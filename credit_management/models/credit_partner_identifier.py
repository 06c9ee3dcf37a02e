from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import bureau_lists as lists
from ..tools import identifiers
from ..values import id_of


class CreditPartnerIdentifier(models.Model):
    """A number that says who a company is, in normal form, with its check digit checked.

    Odoo's own two fields (tax number, company number) are mirrored here where they are right, and
    are never written from here.
    """

    _name = 'credit.partner.identifier'
    _description = "Company Identifier"
    _order = 'partner_id, scheme, id'
    _rec_name = 'value'

    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, index=True, ondelete='cascade',
        domain=[('parent_id', '=', False)],
    )
    company_id = fields.Many2one(related='partner_id.company_id', store=True, index=True)
    scheme = fields.Selection('_selection_scheme', required=True)
    value = fields.Char(required=True)
    check = fields.Selection(
        [('valid', "Check digit right"), ('none', "No check digit")], readonly=True, default='none'
    )
    source = fields.Selection(
        [('partner', "Contact"), ('manual', "By hand"), ('bureau', "Bureau report")],
        default='manual', required=True, readonly=True,
    )

    _unique = models.UniqueIndex(
        '(partner_id, scheme, value)', "This customer already has this number."
    )
    _scheme_value_idx = models.Index('(scheme, value)')

    @api.model
    def _selection_scheme(self):
        labels = {
            'usci': self.env._("Unified social credit identifier"),
            'duns': self.env._("D-U-N-S number"),
            'lei': self.env._("LEI"),
            'vat': self.env._("VAT number"),
            'reg_no': self.env._("Company number"),
            'siren': self.env._("SIREN"),
            'siret': self.env._("SIRET"),
            'ein': self.env._("EIN"),
            'safe_no': self.env._("Creditsafe Safe No."),
            'cs_id': self.env._("Creditsafe ID"),
            'bin': self.env._("Experian BIN"),
            'other': self.env._("Other"),
        }
        return [(scheme, labels[scheme]) for scheme in lists.SCHEMES]

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access('create')
        found = super().create([self._in_normal_form(dict(vals)) for vals in vals_list])
        found._touch_keys()
        return found

    def write(self, vals):
        if not {'partner_id', 'scheme', 'value'} & set(vals):
            return super().write(vals)
        for identifier in self:
            own = {
                'partner_id': identifier.partner_id.id, 'scheme': identifier.scheme,
                'value': identifier.value, **vals,
            }
            super(CreditPartnerIdentifier, identifier).write(self._in_normal_form(own))
        self._touch_keys()
        return True

    def unlink(self):
        self._touch_keys()
        return super().unlink()

    def _in_normal_form(self, vals):
        """Return `vals` with the commercial partner, the normal form and what its check says."""
        partner = self.env['res.partner'].browse(id_of(vals.get('partner_id'))).commercial_partner_id
        value, valid = identifiers.normal(
            vals.get('scheme'), vals.get('value'), partner.country_id.code
        )
        if valid is False or not value:
            scheme = dict(self._selection_scheme()).get(vals.get('scheme'), vals.get('scheme'))
            raise ValidationError(self.env._(
                "%(value)s is no %(scheme)s: its form or check digit is wrong. Look at the"
                " original and type it again.", value=vals.get('value') or '', scheme=scheme,
            ))
        return {
            **vals, 'partner_id': partner.id, 'value': value, 'check': 'valid' if valid else 'none',
        }

    def _touch_keys(self):
        self.env['credit.profile'].sudo()._touch_bureau_keys(self.partner_id)
        self.partner_id._credit_look_at_blacklist()

    # === BUSINESS === #

    @api.model
    def _mirror(self, partners):
        """Have a row for each number that Odoo's own fields of `partners` hold, and no other."""
        wanted = {
            (partner.id, scheme, value)
            for partner in partners
            for scheme, value in identifiers.of_partner(
                partner.country_id.code, partner.vat, partner.company_registry
            )
        }
        known = self.search([('partner_id', 'in', partners.ids)])
        have = {(row.partner_id.id, row.scheme, row.value): row for row in known}
        gone = known.filtered(
            lambda row: row.source == 'partner'
            and (row.partner_id.id, row.scheme, row.value) not in wanted
        )
        gone.unlink()
        self.create([
            {'partner_id': partner_id, 'scheme': scheme, 'value': value, 'source': 'partner'}
            for partner_id, scheme, value in sorted(wanted - set(have))
        ])

    @api.model
    def _forget(self, partners):
        """Take back the mirror of those who have no credit profile any more."""
        having = self.env['credit.profile'].sudo().with_context(active_test=False).search(
            [('partner_id', 'in', partners.ids)]).partner_id
        self.search([
            ('partner_id', 'in', (partners - having).ids), ('source', '=', 'partner'),
        ]).unlink()
