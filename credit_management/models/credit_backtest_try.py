from odoo import api, models
from odoo.exceptions import AccessError

#: Verdict -> what the banner of an order would look like.
BANNERS = {'ok': 'ok', 'warn': 'near', 'hold': 'would_hold', 'stop': 'would_hold'}


class CreditBacktest(models.Model):
    """One order of one customer tried on a policy: the banner that sales would see."""

    _inherit = 'credit.backtest'

    @api.model
    @api.readonly
    def try_on(self, partner_id, amount, policy_id=None, company_id=None):
        """Say what a version would say to an order of `amount` for a customer, as things stand.

        :param int partner_id: any contact
        :param float amount: tax included, company currency
        :param int policy_id: any version, drafts too; None: the policy that applies to him
        :return: the answer of `credit.profile.may_sell`, with ``banner`` (``ok``, ``near``,
            ``would_hold``, ``none``: has no profile and would get none), ``lines`` (what sales
            read) and ``customer``
        """
        self.check_access('read')
        root_sudo = self.env['credit.receivable']._root_asked(company_id)
        company = root_sudo.sudo(False) & self.env.user.company_ids
        if not company:
            raise AccessError(self.env._(
                "Company %(id)s is none of yours. Choose one that you work in.", id=root_sudo.id
            ))
        policy = self._policy_asked(policy_id, root_sudo)
        check = self.env['credit.check']
        answer = check._may_sell(
            partner_id, amount, company_id=company.id,
            policy=policy._values() if policy else None,
        )
        is_known = bool(answer['exposure'] is not None or answer['breaches'])
        return {
            **answer, 'banner': BANNERS[answer['verdict']] if is_known else 'none',
            'lines': [breach['message'] for breach in answer['breaches']],
            'customer': self.env['res.partner'].browse(partner_id).display_name,
        }
