from collections import defaultdict

from odoo.tools import SQL

from ..signals import settings as signal_settings
from ..tools.signals import DEFINITIONS, RANK, danger
from .base import Provider


class DangerProvider(Provider):
    """Score and level of the danger signals; of invoice and order partner the worse one counts.

    Left out until the company's signals have shown for some time that they do not cry wolf.
    """

    provides = frozenset({
        'danger_score', 'danger_level', 'danger_codes', 'danger_stops', 'danger_of',
        'danger_officer',
    })

    def load(self, env, cr, rows, as_of, context):
        company_id = rows[0]['company_id']
        settings = signal_settings.read(cr, company_id)
        if not settings.asks(as_of):
            return {}
        buyers = self._buyers(cr, rows, company_id, context)
        signals = defaultdict(list)
        ids = {*(row['id'] for row in rows), *buyers.values()}
        for (profile_id, *_key), (signal, _row) in env['credit.signal']._known(
            ids, cr=cr, living=True
        ).items():
            signals[profile_id].append(signal)
        officers = self._officers(cr, ids)
        found = {}
        for row in rows:
            own, buyer = (self._facts(
                profile_id, signals[profile_id], as_of, settings, officers
            ) for profile_id in (row['id'], buyers.get(row['id'], row['id'])))
            of_buyer = _gravity(buyer) > _gravity(own)
            found[row['id']] = {
                **(buyer if of_buyer else own), 'danger_of': 'order' if of_buyer else 'invoice'}
        return found

    @staticmethod
    def _facts(profile_id, signals, as_of, settings, officers):
        found = danger(signals, as_of, settings.definitions or DEFINITIONS, settings.levels)
        return {
            'danger_score': found.score, 'danger_level': found.level,
            'danger_codes': list(found.codes), 'danger_stops': list(found.stops),
            'danger_officer': officers.get(profile_id),
        }

    @staticmethod
    def _buyers(cr, rows, company_id, context):
        """Return ``{profile id: profile id of who orders}`` where that is somebody else."""
        partners = {
            row['id']: partner_id for row in rows
            if (partner_id := (context.get('order_partner_ids') or {}).get(row['id']))
            and partner_id != row['partner_id']
        }
        if not partners:
            return {}
        cr.execute(SQL(
            "SELECT contact.id, p.id FROM credit_profile p"
            " JOIN res_partner contact ON contact.commercial_partner_id = p.partner_id"
            " WHERE p.active AND p.company_id = %s AND contact.id = ANY(%s)",
            company_id, list(partners.values()),
        ))
        known = dict(cr.fetchall())
        return {key: known[partner] for key, partner in partners.items() if partner in known}

    @staticmethod
    def _officers(cr, profile_ids):
        cr.execute(SQL(
            "SELECT p.id, person.name FROM credit_profile p JOIN res_users u ON u.id = p.user_id"
            " JOIN res_partner person ON person.id = u.partner_id WHERE p.id = ANY(%s)",
            list(profile_ids),
        ))
        return dict(cr.fetchall())


def _gravity(facts):
    """Return by what one customer's facts are worse than another's: the level, which a stop or an
    alert may bring without points, then what stops, then the points."""
    return RANK[facts['danger_level']], len(facts['danger_stops']), facts['danger_score']
