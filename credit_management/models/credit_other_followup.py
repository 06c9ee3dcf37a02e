from odoo import api, models


class CreditOtherFollowup(models.AbstractModel):
    """Other follow-up systems that write to customers: beside one of them nothing of ours leaves.

    What cannot be asked of them counts as active: two reminders on a day are worse than none.
    """

    _name = 'credit.other.followup'
    _description = "Other Follow-up Systems"

    @api.model
    def _known(self):
        """Return ``{module: (name, method)}``; the method says for whom it is active."""
        return {
            'account_followup': (self.env._("Odoo's payment follow-up"), self._by_followup),
            'account_credit_control': (
                self.env._("Account Credit Control"), self._by_credit_control),
            'account_invoice_overdue_reminder': (
                self.env._("Overdue Invoice Reminders"), self._by_reminder),
        }

    @api.model
    def _active_for(self, profiles):
        """Return ``{profile id: name of a follow-up that is active for him}``."""
        found = {}
        installed = self.env['ir.module.module'].sudo()._installed()
        for module, (name, method) in self._known().items():
            if module in installed:
                for profile in method(profiles.sudo()):
                    found.setdefault(profile.id, name)
        return found

    @api.model
    def _by_followup(self, profiles):
        """Active in companies that have levels, but for customers who are followed up by hand."""
        partners = self.env['res.partner']
        if 'account_followup.followup.line' not in self.env:
            return profiles
        roots = self.env['account_followup.followup.line'].sudo().search(
            [('company_id', '!=', False)]).company_id.root_id
        own = profiles.filtered(lambda profile: profile.company_id in roots)
        if 'followup_reminder_type' not in partners._fields:
            return own
        return own.filtered(lambda profile: profile.partner_id.with_company(
            profile.company_id).followup_reminder_type != 'manual')

    @api.model
    def _by_credit_control(self, profiles):
        """Active where the customer's policy, else the company's, does something."""
        def acts(profile):
            policies = [
                record.credit_policy_id for record in (
                    profile.partner_id.with_company(profile.company_id), profile.company_id)
                if 'credit_policy_id' in record._fields
                and record._fields['credit_policy_id'].comodel_name == 'credit.control.policy']
            if not policies:
                return True
            policy = next((one for one in policies if one), None)
            return bool(policy) and not policy.do_nothing
        return profiles.filtered(acts)

    @api.model
    def _by_reminder(self, profiles):
        """Active for all customers but those who get no reminder from it."""
        if 'no_overdue_reminder' not in self.env['res.partner']._fields:
            return profiles
        return profiles.filtered(lambda profile: not profile.partner_id.with_company(
            profile.company_id).no_overdue_reminder)
