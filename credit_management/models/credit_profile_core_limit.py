import json

from odoo import api, fields, models
from odoo.tools import SQL

from .credit_profile import FIGURES


class CreditProfile(models.Model):
    """Odoo's own limit, which a profile makes its mirror, is kept; with the profile's end it is back."""

    _inherit = 'credit.profile'

    core_limits = fields.Json(
        string="Odoo's Limits Before", readonly=True, copy=False, groups=FIGURES,
        help="What Odoo's own field said of this customer, by company, when the profile was made.",
    )

    def _anchor(self, vals):
        super()._anchor(vals)
        vals['core_limits'] = self._core_limits(vals['partner_id'], vals['company_id'])

    @api.model
    def _core_limits(self, partner_id, root_id):
        """Return ``{company id: limit}`` as Odoo's column has it: None is what nobody typed."""
        self.env['res.partner'].flush_model(['credit_limit'])
        self.env.cr.execute(SQL(
            """SELECT jsonb_object_agg(key, partner.credit_limit -> key)
                 FROM res_partner partner, unnest(%s) key WHERE partner.id = %s""",
            self._company_keys(root_id), partner_id,
        ))
        return self.env.cr.fetchone()[0]

    @api.model
    def _company_keys(self, root_id):
        branches_sudo = self.env['res.company'].sudo().with_context(active_test=False).search(
            [('id', 'child_of', root_id)])
        return [str(company_id) for company_id in branches_sudo.ids]

    def unlink(self):
        kept = self.env['credit.profile']._core_limits_of(self)
        res = super().unlink()
        for partner_id, root_id, limits in kept:
            self._give_back_core_limits(partner_id, root_id, limits)
        return res

    @api.model
    def _core_limits_of(self, profiles):
        """Return (partner id, root company id, limits) of those whose deletion gives limits back."""
        profiles.flush_recordset(['core_limits'])
        self.env.cr.execute(SQL(
            """SELECT partner_id, company_id, core_limits FROM credit_profile
                WHERE id = ANY(%s) AND core_limits IS NOT NULL AND merged_into_id IS NULL""",
            profiles.ids,
        ))
        return self.env.cr.fetchall()

    @api.model
    def _give_back_core_limits(self, partner_id, root_id, limits):
        """Write the column itself, contacts too: no limit is not the same as a limit of 0."""
        self.env['res.partner'].flush_model(['credit_limit'])
        self.env.cr.execute(SQL(
            """UPDATE res_partner SET credit_limit = NULLIF(
                      (COALESCE(credit_limit, '{}') - %s::text[])
                      || jsonb_strip_nulls(%s::jsonb), '{}')
                WHERE commercial_partner_id = %s""",
            self._company_keys(root_id), json.dumps(limits), partner_id,
        ))
        self.env['res.partner'].invalidate_model(['credit_limit'])
