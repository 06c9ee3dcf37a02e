from odoo import api, fields, models
from odoo.tools import format_date

from ..tools.authorizations import name_key


class CreditAuthorization(models.Model):
    """Letters that are missing: a draft, ready to print, that is a task until it is verified."""

    _inherit = 'credit.authorization'

    @api.model
    def _ask_for(self, code, profile, person, amount=None, **links):
        """Make a draft for `person` where a letter is needed; one that waits already is kept.

        :param str code: of `NEEDS`; a line of `credit.authorization.need` says whether it is asked
        :param person: a contact, a user of ours, or a name as it was written
        :param amount: company currency, None where there is no document
        :param links: fields of the draft that say what it is about
        :return: the draft, or nothing
        """
        need_sudo = self._needs(code)
        if not need_sudo or not profile or (amount is not None and amount <= need_sudo.above):
            return self.browse()
        agent = self._agent_values(person)
        waiting_sudo = self.sudo().search([
            ('state', '=', 'draft'), ('profile_id', '=', profile.id), ('need', '=', code),
        ]).filtered(lambda one: one.agent_key == name_key(agent['agent_name']))
        # A proof is ratified by itself; of all else one letter is enough.
        if waiting_sudo and not links.get('proof_id'):
            return waiting_sudo[:1]
        today = profile.sudo().company_id._credit_today()
        return self.sudo().create({
            **agent, **links, 'profile_id': profile.id, 'need': code, 'need_amount': amount or 0.0,
            'direction': 'own' if code == 'own_signer' else 'customer',
            'scope_ids': [fields.Command.set(need_sudo.scope_ids.ids)],
            'date_from': links.get('date_from') or today,
            'date_to': fields.Date.add(today, days=need_sudo.days),
            'currency_id': profile.sudo().company_id.currency_id.id,
            'user_id': profile.sudo().user_id.id,
        })

    @api.model
    def _needs(self, code):
        """Return the line that says that letters are asked for; none where it is off."""
        return self.env['credit.authorization.need'].sudo().search(
            [('code', '=', code), ('is_on', '=', True)], limit=1)

    def _agent_values(self, person):
        if isinstance(person, str):
            return {'agent_name': person}
        if person._name == 'res.users':
            return {'agent_user_id': person.id, 'agent_name': person.sudo().name}
        return {'agent_id': person.id, 'agent_name': person.sudo().name,
                'phone': person.sudo().phone}

    # === WHEN === #

    @api.model
    def _ask_for_orderer(self, order_sudo, row):
        """An order was confirmed by somebody who has no letter for it."""
        found = self.env['credit.check']._papers_of(row)
        if not found['orderer']:
            return
        root = order_sudo.company_id.root_id
        amount = order_sudo.amount_total / (order_sudo.currency_rate or 1.0)
        person = order_sudo.signed_by or order_sudo.partner_id
        customer = order_sudo.partner_id.commercial_partner_id
        answer = self._may(
            'order', root, customer, person, amount, root._credit_today(), orders=order_sudo.ids)
        profile = self.env['credit.profile']._of_partners(customer, root)
        if answer.result == 'fail':
            self._ask_for('orderer', profile[:1], person, amount, order_id=order_sudo.id)

    @api.model
    def _ask_for_signers(self, contract_sudo):
        """A contract is in force, and some who signed it have no letter."""
        profile, root = contract_sudo.profile_id, contract_sudo.company_id
        for code, principal, people in (
            ('contract_signer', contract_sudo.partner_id, contract_sudo.signatory_ids),
            ('own_signer', root.partner_id, contract_sudo.own_signatory_ids),
        ):
            for person in people:
                who = person.partner_id if code == 'own_signer' else person
                answer = self._may('contract', root, principal, who, contract_sudo.amount or None,
                                   contract_sudo.signed_on)
                if answer.result == 'fail':
                    self._ask_for(code, profile, person, contract_id=contract_sudo.id)

    def _task_why(self):
        """Return what the queue says of this letter."""
        if self.state != 'draft':
            return self.env._(
                "The letter of %(agent)s ends on %(day)s: renew it, or let it end",
                agent=self.agent_name, day=format_date(self.env, self.date_to))
        texts = {
            'receiver': self.env._(
                "%(agent)s received goods without authority: have the customer ratify it"),
            'orderer': self.env._("%(agent)s orders without a letter: have one signed"),
            'contract_signer': self.env._(
                "%(agent)s signed a contract without a letter: have one signed"),
            'own_signer': self.env._("%(agent)s signs for us without a letter: write one"),
            'bank_account': self.env._(
                "A bank account was changed: have the customer confirm it in a letter"),
        }
        text = texts.get(self.need) or self.env._("Letter of %(agent)s: complete and verify it")
        return text % {'agent': self.agent_name}
