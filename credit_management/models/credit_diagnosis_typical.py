from odoo import api, models


class CreditDiagnosis(models.AbstractModel):
    """What is typical of a kind of company, and where one acts on it."""

    _inherit = 'credit.diagnosis'

    @api.model
    def _typical(self, preset_sudo):
        """Return ``[{"code", "text", "label", "action"}]`` of a preset's typical problems."""
        known = self._typical_problems()
        return [{
            'code': code, 'text': text, 'label': label, 'action': f'credit_management.{action}',
        } for code in preset_sudo.typical or [] if code in known
            for text, label, action in [known[code]]]

    @api.model
    def _typical_problems(self):
        """Return ``{code: (what it is, where to act, id of the action)}``."""
        return {**self._of_customers(), **self._of_terms(), **self._of_goods()}

    @api.model
    def _of_customers(self):
        return {
            'few_people': (
                self.env._(
                    "One person decides on credit; when he is away, orders wait or anybody"
                    " lets them go. Name who stands in for him."),
                self.env._("Release authority"), 'credit_authority_action'),
            'large_customers': (
                self.env._(
                    "A few customers owe most. Look at each by hand, and at how much rests on"
                    " them."),
                self.env._("Structure"), 'credit_structure_action'),
            'many_customers': (
                self.env._(
                    "Too many customers to look at each one. Limits by formula, grades by how"
                    " they pay, people for the exceptions."),
                self.env._("Segments"), 'credit_segment_action'),
            'thin_margin': (
                self.env._(
                    "One loss takes the margin of many orders. See which releases were paid"
                    " late."),
                self.env._("Releases"), 'credit_override_report_action'),
            'slow_holds': (
                self.env._(
                    "Small orders wait as long as large ones. See what is held, and since"
                    " when."),
                self.env._("Holds"), 'credit_hold_action'),
            'groups': (
                self.env._(
                    "Companies of one group buy from several of ours. A pool bounds them"
                    " together."),
                self.env._("Groups"), 'credit_group_action'),
            'one_policy': (
                self.env._(
                    "Each company judges the same customer in its own way. One policy without"
                    " a company is for all."),
                self.env._("Policies"), 'credit_policy_action'),
        }

    @api.model
    def _of_terms(self):
        return {
            'season': (
                self.env._(
                    "Stocking for the season goes over limits, and DSO by period misleads."
                    " Temporary limits, and DSO counted back."),
                self.env._("Limit requests"), 'credit_limit_request_action'),
            'rebates': (
                self.env._(
                    "Rebates are kept back from payments. Agree by contract when they are"
                    " credited."),
                self.env._("Contracts"), 'credit_contract_action'),
            'deductions': (
                self.env._(
                    "Chains pay less than invoiced. Register each deduction as a dispute with"
                    " a deadline, so that it neither rots nor holds the next order."),
                self.env._("Disputes"), 'credit_dispute_action'),
            'payment_days': (
                self.env._(
                    "Chains pay on fixed days of the month. Enter the days on their pages, so"
                    " that nobody is called too early."),
                self.env._("Customers"), 'credit_profile_action'),
            'longer_terms': (
                self.env._(
                    "Terms were lengthened one by one. See what is owed beyond the standard."),
                self.env._("Age bands"), 'credit_aging_report_action'),
            'currency': (
                self.env._(
                    "A limit in one currency, invoices in another: the day's rate moves the"
                    " exposure. See the open items."),
                self.env._("Exposure items"), 'credit_exposure_item_action'),
            'cover': (
                self.env._(
                    "Cover ends and nobody lowers the limit. See what bureaus and insurers"
                    " reported lately."),
                self.env._("Bureau events"), 'credit_bureau_event_action'),
        }

    @api.model
    def _of_goods(self):
        return {
            'retention': (
                self.env._(
                    "Retention money is owed, but not due before its release. Invoice it with"
                    " that day; what was delivered and not invoiced is a claim nobody follows."),
                self.env._("Delivered, not invoiced"), 'credit_unbilled_report_action'),
            'proofs': (
                self.env._(
                    "Without a signed acceptance a claim is disputed later. See which are"
                    " missing."),
                self.env._("Proofs of delivery"), 'credit_delivery_proof_action'),
            'small_amounts': (
                self.env._(
                    "Many small amounts cost more to chase than they bring. Let letters do"
                    " it."),
                self.env._("Letters of the day"), 'credit_letter_batch_action'),
            'after_service': (
                self.env._(
                    "What was served cannot be taken back. Suspend the customer early, by"
                    " signals."),
                self.env._("Danger signals"), 'credit_signal_action'),
        }
