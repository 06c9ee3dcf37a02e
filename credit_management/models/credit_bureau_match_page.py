from odoo import api, fields, models

from ..tools import company_names, identifiers


class CreditBureauMatch(models.Model):
    """The match page: what the report says beside what we know of each candidate."""

    _inherit = 'credit.bureau.match'

    comparison = fields.Json(compute='_compute_comparison')

    @api.depends('candidate_ids.state', 'candidate_ids.evidence_hash', 'report_ids')
    @api.depends_context('lang')
    def _compute_comparison(self):
        for match in self:
            # In sudo mode: the content is the officer's to read, its rows are the server's.
            match.comparison = match.sudo().report_id and match._comparison(match.sudo())

    def _comparison(self, match_sudo):
        """Return what the page draws; a cell is *same*, *near*, *differs* or *unknown*.

        :return: ``{"rows": [{"code", "name", "theirs"}], "candidates": [{"partner_id", "name",
            "confidence", "state", "reason", "cells": [{"text", "state"}], "evidence": [text]}]}``
        """
        subject = match_sudo.report_id._data()['subject']
        told = self._told(subject)
        candidates = match_sudo.candidate_ids
        candidates.partner_id.fetch(['name', 'street', 'zip', 'city', 'country_id', 'active'])
        return {
            'rows': [{'code': code, 'name': name, 'theirs': text} for code, name, text in told],
            'candidates': [
                {
                    'partner_id': item.partner_id.id, 'name': item.partner_id.display_name,
                    'confidence': item.confidence, 'state': item.state, 'reason': item.reason or '',
                    'cells': self._cells(item.partner_id, subject),
                    'evidence': [_evidence_text(row) for row in item.evidence or []],
                }
                for item in candidates
            ],
        }

    def _told(self, subject):
        address = subject.get('address') or {}
        schemes = dict(self.env['credit.partner.identifier']._selection_scheme())
        numbers = [
            f"{schemes[row['scheme']]} {row['value']}" for row in subject.get('identifiers') or []
        ]
        former = [row.get('name') for row in subject.get('previous_names') or []]
        return [
            ('name', self.env._("Name"), subject['legal_name']),
            ('former', self.env._("Other names"), ', '.join(
                name for name in [*former, *(subject.get('trade_names') or [])] if name)),
            ('country', self.env._("Country"), subject.get('country') or ''),
            ('address', self.env._("Address"), ', '.join(address.get('lines') or [])),
            ('city', self.env._("City"), ' '.join(filter(None, (
                address.get('postcode'), address.get('city'))))),
            ('numbers', self.env._("Numbers"), ', '.join(numbers)),
        ]

    def _cells(self, partner, subject):
        """Return what we know of a candidate, row by row, and how far it agrees."""
        address = subject.get('address') or {}
        names = [subject['legal_name'], *(subject.get('trade_names') or []), *(
            row.get('name') for row in subject.get('previous_names') or [])]
        schemes = dict(self.env['credit.partner.identifier']._selection_scheme())
        known = {(row.scheme, row.value) for row in partner.credit_identifier_ids}
        city = ' '.join(filter(None, (partner.zip, partner.city)))
        told_city = ' '.join(filter(None, (address.get('postcode'), address.get('city'))))
        near = company_names.best(names, [partner.name])
        return [
            {'text': partner.name, 'state': _nearness(near)},
            {'text': '', 'state': 'unknown'},
            _cell(partner.country_id.code, subject.get('country')),
            _cell(partner.street, ', '.join(address.get('lines') or [])),
            _cell(city, told_city),
            {'text': ', '.join(
                f'{schemes[scheme]} {value}' for scheme, value in sorted(known)),
             'state': _numbers_state(known, subject)},
        ]

    def _task_why(self):
        """Return what the queue says of it in a glance."""
        self.ensure_one()
        if not self.best_partner_id:
            return self.env._("Whose is this report of %(bureau)s? No candidate.",
                              bureau=self.bureau_id.name)
        return self.env._(
            "Whose is this report of %(bureau)s? Perhaps %(customer)s.",
            bureau=self.bureau_id.name, customer=self.best_partner_id.display_name,
        )

    # === ACTIONS === #

    def action_ask(self, decision, partner_id=None):
        """Ask why, for a decision that needs a sentence."""
        self.ensure_one()
        return self.env['credit.bureau.decide']._dialog(decision, self, partner_id=partner_id)

    def action_assign_to_me(self):
        """Take these matches on one's own desk."""
        self._checked().write({'user_id': self.env.uid})
        return True

    @api.model
    def next_open(self, after=None):
        """Return the id of the next match that waits, the oldest first, or false."""
        return self.search(
            [('state', '=', 'open'), ('id', '!=', after or 0)], order='create_date, id', limit=1
        ).id

    def action_open_reports(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Bureau Reports"),
            'res_model': 'credit.bureau.report', 'view_mode': 'list,form',
            'domain': [('match_id', '=', self.id)],
        }


def _cell(own, told):
    if not own or not told:
        return {'text': own or '', 'state': 'unknown'}
    same = own.casefold().strip() == told.casefold().strip()
    return {'text': own, 'state': 'same' if same else 'differs'}


def _nearness(similarity):
    if similarity == 1.0:
        return 'same'
    return 'near' if similarity >= company_names.FLOOR else 'differs'


def _numbers_state(known, subject):
    """Return whether a number is the same, or one of the same kind is another."""
    told = {
        (row['scheme'], identifiers.normal(row['scheme'], row['value'], subject.get('country'))[0])
        for row in subject.get('identifiers') or []
    }
    if known & told:
        return 'same'
    schemes = {scheme for scheme, _value in known} & {scheme for scheme, _value in told}
    return 'differs' if schemes else 'unknown'


def _evidence_text(row):
    parts = (row.get('kind'), row.get('scheme'), row.get('value'), row.get('detail'))
    return ' · '.join(str(part) for part in parts if part)
