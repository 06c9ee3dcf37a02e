from odoo import models
from odoo.tools import format_date

from .credit_timeline import Source


class CreditTimeline(models.AbstractModel):
    """Contracts and letters of authority in the story of a customer."""

    _inherit = 'credit.timeline'

    def _timeline_sources(self, profile):
        own = [('profile_id', '=', profile.id)]
        return super()._timeline_sources(profile) + [
            Source('contract', 'papers', 'credit.contract', 'date_from', [
                *own, ('state', 'in', ('in_force', 'terminated'))], '_describe_contracts'),
            Source('authorization', 'papers', 'credit.authorization', 'date_from', [
                *own, ('state', '!=', 'draft')], '_describe_authorizations'),
        ]

    def _describe_contracts(self, contracts_sudo, readable):
        return {
            contract.id: {
                'icon': 'fa-file-text-o',
                'text': self.env._("contract %(name)s", name=contract.display_name)
                if contract.id in readable else self.env._("contract"),
                'note': self._until_text(
                    contract.terminated_on or contract.date_to, contract.terminate_reason),
                **({'amount': contract.currency_id.format(contract.amount)}
                   if contract.amount else {}),
            } for contract in contracts_sudo
        }

    def _describe_authorizations(self, letters_sudo, readable):
        return {
            letter.id: {
                'icon': 'fa-pencil-square-o',
                'text': self.env._("letter of authority for %(agent)s", agent=letter.agent_name)
                if letter.id in readable else self.env._("letter of authority"),
                'note': self._until_text(
                    letter.revoked_on or letter.date_to, letter.revoke_reason),
            } for letter in letters_sudo
        }

    def _until_text(self, day, reason):
        until = day and self.env._("until %(day)s", day=format_date(self.env, day))
        return ' · '.join(filter(None, (until, reason)))
