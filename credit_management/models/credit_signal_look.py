from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..signals import READERS, Asked
from ..signals.base import first_days
from ..signals.deterioration import disputed, invoiced
from ..signals.settings import read as read_settings
from ..tools.exact import rounded
from ..tools.signals import RANK, changes, danger, update
from .credit_signal_keep import DIGITS

#: From this level on somebody is asked to look.
ALARMING = RANK['alert']


@dataclass
class Look:
    """What a look at some customers found: rows to write, what changed, who is to be told."""

    asked: Asked
    is_first: bool
    moment: object
    rows: list = field(default_factory=list)
    changes: list = field(default_factory=list)
    dangers: list = field(default_factory=list)
    moved: set = field(default_factory=set)
    calm: set = field(default_factory=set)
    #: (profile, code, source) of the signal that asks for a person.
    alarms: list = field(default_factory=list)


class CreditSignal(models.Model):
    """A look at customers: what is asked about them, what was found, what it comes to."""

    _inherit = 'credit.signal'

    # === WHAT IS ASKED === #

    @api.model
    def _asked(self, root, profiles, today):
        """Return what readers are asked about `profiles` of one company as of a day."""
        asked = Asked(
            self.env, root.id, self.env['credit.receivable']._question(root, today),
            root._credit_zone().key, {p.id: p.partner_id.id for p in profiles},
            self._settings(root),
        )
        for profile_id, day in first_days(asked).items():
            asked.history[profile_id] = (today - day).days
        return asked

    @api.model
    def _settings(self, root):
        """Return what the company says of its signals, with what is pending."""
        self.env['res.company'].flush_model(['credit_signals_since'])
        self.env['credit.signal.setting'].flush_model()
        return read_settings(self.env.cr, root.id)

    @api.model
    def _wishes(self, asked):
        """Return SQL of (profile_id, day, evidence) of wishes for more credit or time; extend it.

        Ours: what was put on a limit, orders on longer terms than agreed, and orders that needed a
        temporary limit.
        """
        own = SQL("ANY(%s)", list(asked.customers))
        # A day more: theirs is of the company's clock.
        since = asked.as_of - timedelta(
            days=max(asked.limits.request_days, asked.limits.owner_days) + 1)
        return [
            SQL(
                """SELECT d.profile_id, %(day)s AS day, 'credit.decision,' || d.id AS evidence
                     FROM credit_decision d
                    CROSS JOIN LATERAL (SELECT d.payload::jsonb -> 'data' AS data) told
                    WHERE d.profile_id = %(own)s AND d.kind = 'limit' AND d.date > %(since)s
                      AND COALESCE((data -> 'after' ->> 'temporary_limit')::numeric, 0)
                          > COALESCE((data -> 'before' ->> 'temporary_limit')::numeric, 0)""",
                own=own, since=since, day=asked.day(SQL("d.date")),
            ),
            SQL(
                """SELECT h.profile_id, %(day)s, 'credit.hold,' || h.id FROM credit_hold h
                    WHERE h.profile_id = %(own)s AND h.requested_at > %(since)s AND EXISTS (
                          SELECT FROM credit_breach b WHERE b.hold_id = h.id AND b.code = 'H06')""",
                own=own, since=since, day=asked.day(SQL("h.requested_at")),
            ),
        ]

    @api.model
    def _sales_and_troubles(self, asked, since):
        """Return SQL of (profile_id, day, sold, bad, evidence) after `since`; extend it."""
        return [invoiced(asked, since), disputed(asked, since)]

    # === LOOKING === #

    @api.model
    def _look(self, profiles, today):
        """Bring the signals of `profiles` (active, of one company) to `today`.

        Running it twice changes nothing the second time.
        """
        if not profiles:
            return
        self.env.flush_all()
        root = profiles.company_id.ensure_one()
        asked = self._asked(root, profiles, today)
        known = self._known(profiles.ids)
        before = {key: signal for key, (signal, _row) in known.items()}
        now = self._read(asked, dict(before))
        look = Look(asked, not root.credit_signals_since, fields.Datetime.now())
        changed = defaultdict(list)
        for key, signal in now.items():
            row = known.get(key, (None, None))[1]
            kind = self._kind(look, before.get(key), signal, row)
            if kind:
                changed[key[0]].append((kind, key))
                look.changes.append(self._change(look, key, kind, before.get(key), signal))
            if signal != before.get(key) or signal.status(today, asked.definitions) != row['state']:
                look.rows.append(self._values(look, key, signal))
        self._weigh(look, profiles, now, changed)
        self._keep(look)

    def _read(self, asked, signals):
        """Return ``{(profile, code, source): Signal}`` after every reader has read."""
        for reader in READERS:
            for profile_id, reading in reader.load(asked).items():
                if reading is None:
                    continue
                key = (profile_id, reading.code, reading.source)
                found = update(signals.get(key), _kept(reading), asked.as_of, asked.definitions)
                if found:
                    signals[key] = replace(
                        found, reading=replace(found.reading, is_on=True, is_seen=True))
            if reader.code == 'DS9':
                self._add_flagged_owners(asked, signals)
        return signals

    @staticmethod
    def _add_flagged_owners(asked, signals):
        """Let what people said of new owners count from the day on which they said so."""
        for (profile_id, code, source), signal in signals.items():
            if code == 'DS9' and source == 'user' and (
                    signal.status(asked.as_of, asked.definitions) != 'expired'):
                known = asked.owner_changed.get(profile_id, signal.last_seen)
                asked.owner_changed[profile_id] = max(known, signal.last_seen)

    @staticmethod
    def _kind(look, was, signal, row):
        """Return what happened to a signal since it was written last, or None."""
        asked, state = look.asked, signal.status(look.asked.as_of, look.asked.definitions)
        if was is None:
            return 'new'
        if state != row['state'] and state != 'active':
            return state
        found = changes([was], [signal], row['looked_on'], asked.as_of, asked.definitions)
        return next((one.kind for one in found), 'back' if state != row['state'] else None)

    # === WHAT IT COMES TO === #

    def _weigh(self, look, profiles, now, changed):
        """Note the score and level of each customer, and whose level moved."""
        asked, signals = look.asked, defaultdict(list)
        for (profile_id, _code, _source), signal in now.items():
            signals[profile_id].append(signal)
        self.env.cr.execute(SQL(
            "SELECT id, COALESCE(danger_score, 0), COALESCE(danger_level, 'normal')"
            " FROM credit_profile WHERE id = ANY(%s)", profiles.ids))
        for profile_id, score, level in self.env.cr.fetchall():
            found = danger(
                signals[profile_id], asked.as_of, asked.definitions, asked.settings.levels)
            if (found.score, found.level) != (score, level):
                look.dangers.append((profile_id, found.score, found.level))
            if RANK[found.level] < ALARMING:
                look.calm.add(profile_id)
            if found.level != level:
                look.moved.add(profile_id)
                look.changes.append(self._level_change(look, profile_id, (score, level), found))
            if RANK[found.level] > RANK[level] and RANK[found.level] >= ALARMING:
                self._alarm(look, profile_id, now, changed[profile_id])

    @staticmethod
    def _alarm(look, profile_id, now, changed):
        """Choose the signal that stands for a customer's new alert: the heaviest that is new."""
        asked = look.asked
        keys = [key for kind, key in changed if kind in ('new', 'back', 'worse')] or [
            key for key, one in now.items()
            if key[0] == profile_id and one.status(asked.as_of, asked.definitions) != 'expired'
        ]
        if keys and not look.is_first:
            look.alarms.append(max(keys, key=lambda key: (
                now[key].reading.is_stop, asked.definitions[key[1]].weight, key)))


def _kept(reading):
    """Return a reading as it is kept: its value with so many decimals, so that it compares."""
    value = None if reading.value is None else rounded(reading.value, DIGITS)
    return replace(reading, value=value, threshold=None if reading.threshold is None else rounded(
        reading.threshold, DIGITS))
