from odoo import models
from odoo.exceptions import AccessError

from ..models.res_partner import MERGING


class MergePartnerAutomatic(models.TransientModel):
    _inherit = 'base.partner.merge.automatic.wizard'

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Merging customers with credit is a credit manager's decision."""
        partners = self.env['res.partner'].browse(partner_ids).exists()
        profiles = self.env['credit.profile']._of_partners(partners)
        if profiles and not self.env.user.has_group(
            'credit_management.credit_management_group_manager'
        ):
            raise AccessError(self.env._(
                "%(customer)s has a credit profile; a credit manager merges this contact.",
                customer=profiles[0].partner_id.display_name,
            ))
        return super()._merge(partner_ids, dst_partner=dst_partner, extra_checks=extra_checks)

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Close the profiles of those that go, before Odoo repoints every row of theirs."""
        profiles = self.env['credit.profile'].sudo().with_context(active_test=False).search([
            ('partner_id', 'in', src_partners.ids), ('merged_into_id', '=', False),
        ])
        for profile in profiles:
            profile._merge_into(dst_partner, 'merged')
        for model in ('credit.bureau.report', 'credit.provision.individual', 'credit.provision.cover',
                      'credit.blacklist.match'):
            self.env[model].sudo()._move_partners(src_partners, dst_partner)
        self.env.flush_all()
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _update_values(self, src_partners, dst_partner):
        """Odoo copies its own limit field from the sources; ours is written over it again."""
        super()._update_values(
            src_partners.with_context(credit_merging=MERGING),
            dst_partner.with_context(credit_merging=MERGING),
        )
        survivors = self.env['credit.profile']._of_partners(dst_partner)
        survivors._mirror_limit()
        if survivors:
            survivors._notify('merged', survivors, 'res.partner')
