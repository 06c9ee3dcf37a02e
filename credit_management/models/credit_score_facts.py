from dataclasses import dataclass, field, replace

from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.tools import SQL

from ..receivables import trade as trading
from ..tools import scorings
from ..tools.exact import exact, ratio
from ..tools.limit_requests import months_begun, months_between
from ..tools.provisional_grades import best_by_paying
from ..tools.waves import NEW_MONTHS

#: How far back paying, promises and disputes count.
MONTHS = 12
#: Level of danger, or of a bureau's event, that caps a grade.
DANGER_CAPS = ('alert', 'stop')


@dataclass(frozen=True)
class Known:
    """What is known of one customer; None is unknown.

    `days`: beyond terms; `promises`: part kept; `disputed`: part of what was invoiced; `norms`:
    ``{dimension: 1 … 100}``; `accounts`: `credit.annual.accounts` that are not too old, or none;
    `rated`: points and whether enough was rated, of the last rating; `caps`: codes of caps; `months`:
    since his first invoice.
    """

    days: object = None
    promises: object = None
    disputed: object = None
    norms: dict = field(default_factory=dict)
    accounts: object = None
    rated: object = None
    is_rated_enough: bool = True
    caps: tuple = ()
    months: int = None


class CreditScore(models.Model):
    """What is known of customers, read for many together, and what scorecards make of it."""

    _inherit = 'credit.score'

    @api.model
    def _lateness(self, company, partner=None):
        """Return ``{partner id: days beyond terms}`` of twelve months, by one query for all."""
        day = company._credit_today()
        receivable = self.env['credit.receivable']
        query = trading.lateness(
            receivable._question(company, day), day - relativedelta(months=MONTHS))
        if partner is not None:
            query = SQL("SELECT * FROM (%s) found(customer) WHERE customer = %s", query, partner.id)
        return {key: exact(days) for key, days in receivable._rows(query) if days is not None}

    @api.model
    def _known(self, profiles, cards, lateness):
        """Return ``{profile: Known}`` of one company's profiles, by a fixed number of queries.

        :param cards: `credit.scorecard._in_force`; :param lateness: see `_lateness`
        """
        company = profiles.company_id
        today = company._credit_today()
        since = today - relativedelta(months=MONTHS)
        cases = self.env['credit.case']
        promises = cases._promise_sums(profiles, since)
        disputes = cases._dispute_sums(profiles, since)
        norms = profiles._bureau_scores()
        accounts = self._fresh_accounts(profiles, cards, today)
        ratings = self._fresh_ratings(profiles, cards, today)
        firsts = self._first_invoices(profiles)
        caps = self._caps_of(profiles, today, firsts)
        known = {}
        for profile in profiles:
            rating, first = ratings.get(profile.id), firsts.get(profile.partner_id.id)
            known[profile] = Known(
                lateness.get(profile.partner_id.id), ratio(*promises.get(profile.id, (None, None))),
                ratio(*disputes.get(profile.id, (None, None))),
                {dimension: chosen['score']['norm']
                 for dimension, chosen in norms.get(profile.id, {}).items()
                 if chosen['score']['grade'] != 'nr' and not chosen['score']['is_stale']},
                accounts.get(profile.id),
                exact(rating.points) if rating and rating.has_points else None,
                not rating or (rating.detail or {}).get('why') != 'coverage',
                caps.get(profile.id, ()), first and months_between(first, today))
        return known

    @api.model
    def _fresh_accounts(self, profiles, cards, today):
        """Return ``{profile id: its latest accounts}`` that are young enough for the cards."""
        found, most = {}, max(
            (card.valid_months for kind, card in cards.items() if kind in scorings.FINANCIAL),
            default=0)
        for accounts in self.env['credit.annual.accounts'].sudo().search(
                [('profile_id', 'in', profiles.ids)], order='profile_id, year_end DESC'):
            if not most or months_begun(accounts.year_end, today) <= most:
                found.setdefault(accounts.profile_id.id, accounts)
        return found

    @api.model
    def _fresh_ratings(self, profiles, cards, today):
        """Return ``{profile id: the last rating of characteristics}`` that is not too old."""
        card = cards.get('characteristic')
        if not card:
            return {}
        return {
            profile_id: score
            for (profile_id, _kind), score in self._latest(profiles, ['characteristic']).items()
            if not card.valid_months or months_begun(score.date, today) <= card.valid_months
        }

    @api.model
    def _caps_of(self, profiles, today, firsts):
        """Return ``{profile id: codes of caps}``; :param firsts: see `_first_invoices`."""
        facts = profiles._facts({'bureau_events'})
        caps = {}
        for profile_sudo in profiles.sudo():
            events = (facts.get(profile_sudo.id) or {}).get('bureau_events') or ()
            first = firsts.get(profile_sudo.partner_id.id)
            held = {
                **dict.fromkeys(DANGER_CAPS, False),
                profile_sudo.danger_level or '': True,
                'hard_stop': profile_sudo.standing == 'blocked' or any(
                    event['level'] == 'stop' for event in events),
                'new': first is None or months_between(first, today) < NEW_MONTHS,
                'fraud': profile_sudo.fraud_stop,
            }
            caps[profile_sudo.id] = tuple(
                code for code in (*DANGER_CAPS, 'hard_stop', 'new', 'fraud') if held.get(code))
        return caps

    @api.model
    def _first_invoices(self, profiles):
        """Return ``{partner id: day of his first posted invoice}`` in the company."""
        rows = self.env['account.move'].sudo()._read_group([
            ('commercial_partner_id', 'in', profiles.partner_id.ids), ('state', '=', 'posted'),
            ('move_type', 'in', ('out_invoice', 'out_receipt')),
            ('company_id', 'child_of', profiles.company_id.ids),
        ], ['commercial_partner_id'], ['invoice_date:min'])
        return {partner.id: first for partner, first in rows}

    # === WHAT SCORECARDS MAKE OF IT === #

    @api.model
    def _outcomes(self, cards, known):
        """Return ``{kind: Outcome}`` of one customer: his parts first, then the composite grade."""
        outcomes = {}
        if card := cards.get('payment'):
            outcomes['payment'] = scorings.by_payment(
                card._card(), known.days, known.promises, known.disputed)
        if known.norms and (card := cards.get('bureau')):
            outcomes['bureau'] = scorings.by_bureau(card._card(), known.norms)
        outcomes.update(self._financial(cards, known.accounts))
        if card := cards.get('composite'):
            parts, caps = self._parts(outcomes, known)
            outcomes['composite'] = scorings.by_parts(
                card._card(), parts, caps, best_by_paying(known.months, known.days))
        return outcomes

    @api.model
    def _financial(self, cards, accounts):
        """Return the outcomes of the financial cards that fit the firm."""
        if not accounts:
            return {}
        plain, kinds = accounts._accounts(), (f'z_{accounts.kind}', 'bathory', 'working_assets')
        found = {kind: scorings.by_accounts(cards[kind]._card(), plain)
                 for kind in kinds if kind in cards}
        if assets := found.get('working_assets'):
            found['working_assets'] = replace(
                assets, value=accounts._in_company_currency(assets.value))
        return found

    @api.model
    def _parts(self, outcomes, known):
        """Return ({part: points}, caps) of a composite grade."""
        caps = known.caps
        if known.rated is not None and not known.is_rated_enough:
            caps += ('characteristics',)

        def points(kind):
            return outcomes[kind].points if kind in outcomes else None

        return {
            'payment': points('payment'), 'characteristics': known.rated, 'bureau': points('bureau'),
            'accounts': scorings.accounts_part(
                [found for kind, found in outcomes.items() if kind in scorings.FINANCIAL]),
        }, caps
