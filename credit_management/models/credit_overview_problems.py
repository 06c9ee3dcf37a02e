from functools import partial

from odoo import api, models

from ..health import REGISTRY


class CreditOverview(models.AbstractModel):
    """What is wrong with the data that the figures rest on; each check opens what it found."""

    _inherit = 'credit.overview'

    @api.model
    def _tiles(self):
        return {**super()._tiles(), 'problems': self._tile_problems}

    @api.model
    def _problem_checks(self):
        """Return ``{code: (name in the reader's language, method)}``; extend to add a check.

        A method takes the root company and returns ``{"count", "amount", "model", "domain"}``, with
        `amount` None where there is none to tell, and with `call`, a method of `model` that returns
        an action, in place of `domain` where no list shows it.
        """
        return {
            **{
                code: (self.env._(REGISTRY[code].name), partial(self._check_health, code))
                for code in ('no_due_date', 'unmatched')
            },
            'failure': (self.env._("Scheduled work that failed"), self._check_failures),
            'ledger': (self.env._("Accounts that differ from the ledger"), self._check_ledger),
        }

    @api.model
    def _tile_problems(self, root_sudo):
        return {'checks': [
            {'code': code, **found}
            for code, (_name, method) in self._problem_checks().items()
            for found in [method(root_sudo)] if found['count']
        ]}

    @api.model
    def _words(self, code, data):
        data = super()._words(code, data)
        if code != 'problems':
            return data
        names = {key: name for key, (name, _method) in self._problem_checks().items()}
        return {'checks': [
            {**check, 'name': names[check['code']]}
            for check in data['checks'] if check['code'] in names
        ]}

    @api.model
    def _check_health(self, code, root_sudo):
        """Return what a check of go-live's health finds: one place knows what is wrong."""
        health, check = self.env['credit.health'], REGISTRY[code]
        asked = health._asked(root_sudo)
        return {**health._found(check, asked), 'model': check.model, 'domain': check.domain(asked)}

    @api.model
    def _check_failures(self, root_sudo):
        """Return what crons noted of this company, and what is of no company at all."""
        domain = [('company_id', 'in', [root_sudo.id, False])]
        failures = self.env['credit.failure'].sudo()
        return {'count': failures.search_count(domain), 'amount': None,
                'model': failures._name, 'domain': domain}

    @api.model
    def _check_ledger(self, root_sudo):
        tie = self.env['credit.aging.report'].check_tie(company_id=root_sudo.id)
        return {
            'count': sum(1 for account in tie['accounts'] if account['difference']),
            'amount': tie['difference'], 'model': 'credit.aging.report',
            'call': 'action_check_tie',
        }
