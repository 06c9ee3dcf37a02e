import json
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
from ..tools.signals import RANK, Reading, Signal, changes, danger, update

#: Customers that are looked at and committed in one go.
BATCH = 1000
#: Decimals that are kept of a value, and by which it is worse or better.
DIGITS = 4
#: What of a row is a signal; the others are profile, company, customer and the waiting.
COLUMNS = (
    'profile_id', 'partner_id', 'company_id', 'code', 'source', 'state', 'first_seen', 'last_seen',
    'looked_on', 'expires_on', 'lifted_on', 'test', 'value', 'has_value', 'threshold', 'is_stop',
    'is_alert', 'evidence', 'res_model', 'res_id', 'acknowledged_on', 'acknowledged_by_id',
    'acknowledged_reason', 'acknowledged_value', 'has_acknowledged_value', 'overruled_until',
    'overruled_by_id', 'overrule_evidence', 'overrule_about',
)
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
    """Looking at customers: every night at all, minutes later at those of whom something is new."""

    _inherit = 'credit.signal'

    # === WHEN === #

    @api.model
    def _cron_night(self):
        """Look at all customers once a company and day; it may stop after any batch."""
        roots = self.env['res.company'].sudo().search([('parent_id', '=', False)], order='id')
        self.env['credit.failure']._in_turn('signals', roots, self._night)

    @api.model
    def _night(self, root, today=None):
        """Look at the customers of one company; yield after each batch but the last."""
        today = today or root._credit_today()
        while root.credit_signals_on != today:
            profiles = self.env['credit.profile'].sudo().search([
                ('company_id', '=', root.id), ('id', '>', root.credit_signals_upto),
            ], order='id', limit=BATCH)
            self.env['credit.failure']._apart_records(
                'signals', profiles, lambda own: self._look(own, today))
            if len(profiles) < BATCH:
                root.write({
                    'credit_signals_on': today, 'credit_signals_upto': 0,
                    'credit_signals_since': root.credit_signals_since or today,
                })
            else:
                root.credit_signals_upto = profiles[-1].id
                yield

    @api.model
    def _cron_work_off(self):
        """Look at the customers that events marked, a company at a time."""
        self.env.cr.execute(
            "SELECT DISTINCT p.company_id FROM credit_signal_mark m"
            " JOIN credit_profile p ON p.id = m.profile_id ORDER BY 1")
        roots = self.env['res.company'].sudo().browse([root for (root,) in self.env.cr.fetchall()])
        self.env['credit.failure']._in_turn('signals', roots, self._work_off)

    @api.model
    def _work_off(self, root):
        """Look at what is marked in one company; before its first night nobody is."""
        today = root._credit_today()
        while profile_ids := self._marked(root):
            if root.credit_signals_since:
                self.env['credit.failure']._apart_records(
                    'signals',
                    self.env['credit.profile'].sudo().browse(profile_ids).filtered('active'),
                    lambda own: self._look(own, today))
            self.env.cr.execute(SQL(
                "DELETE FROM credit_signal_mark WHERE profile_id = ANY(%s)", profile_ids))
            if len(profile_ids) == BATCH:
                yield

    def _marked(self, root):
        self.env.cr.execute(SQL(
            "SELECT DISTINCT m.profile_id FROM credit_signal_mark m"
            " JOIN credit_profile p ON p.id = m.profile_id WHERE p.company_id = %s"
            " ORDER BY 1 LIMIT %s", root.id, BATCH,
        ))
        return [profile_id for (profile_id,) in self.env.cr.fetchall()]

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
                asked.owner_changed = self._owner_changed(asked, signals)
        return signals

    @staticmethod
    def _owner_changed(asked, signals):
        return {
            profile_id: signal.first_seen for (profile_id, code, _source), signal in signals.items()
            if code == 'DS9' and signal.status(asked.as_of, asked.definitions) != 'expired'
        }

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

    # === WRITING === #

    def _keep(self, look):
        """Write what a look found, in a handful of statements."""
        cr = self.env.cr
        if look.rows:
            cr.execute_values(
                f"INSERT INTO credit_signal ({', '.join(COLUMNS)}) VALUES %s"  # noqa: S608
                " ON CONFLICT (profile_id, code, source) DO UPDATE SET "
                + ', '.join(f'{name} = EXCLUDED.{name}' for name in COLUMNS[3:]),
                look.rows, page_size=BATCH,
            )
        if look.changes:
            self.env['credit.signal.change'].sudo()._append(look.changes)
        if look.dangers:
            cr.execute_values(
                "UPDATE credit_profile p SET danger_score = found.score, danger_level = found.level"
                " FROM (VALUES %s) AS found (id, score, level) WHERE p.id = found.id",
                look.dangers, page_size=BATCH,
            )
        cr.execute(SQL(
            "UPDATE credit_signal SET waits_since = NULL"
            " WHERE waits_since IS NOT NULL AND profile_id = ANY(%s)", sorted(look.calm)))
        if look.alarms:
            cr.execute_values(
                "UPDATE credit_signal s SET waits_since = found.since FROM (VALUES %s)"
                " AS found (profile_id, code, source, since) WHERE s.profile_id = found.profile_id"
                " AND s.code = found.code AND s.source = found.source",
                [(*key, look.moment) for key in look.alarms], page_size=BATCH,
            )
        self.env['credit.signal'].invalidate_model()
        self.env['credit.profile'].invalidate_model(['danger_score', 'danger_level'], flush=False)
        moved = self.env['credit.profile'].sudo().browse(sorted(look.moved))
        if moved:
            moved._notify('danger_changed', moved, self._name)

    @staticmethod
    def _change(look, key, kind, was, signal):
        """Return a change of one signal as `credit.signal.change._append` takes it."""
        before, after = was and was.reading.value, signal.reading.value
        return {
            'profile_id': key[0], 'code': key[1], 'source': key[2], 'kind': kind,
            'before': before, 'after': after, 'company_id': look.asked.root_id,
            'day': look.asked.as_of, 'date': look.moment, 'is_first': look.is_first,
        }

    @staticmethod
    def _level_change(look, profile_id, before, found):
        return {
            'profile_id': profile_id, 'kind': 'level', 'before': before[0], 'after': found.score,
            'level_before': before[1], 'level': found.level, 'company_id': look.asked.root_id,
            'day': look.asked.as_of, 'date': look.moment, 'is_first': look.is_first,
        }

    @staticmethod
    def _values(look, key, signal):
        """Return a signal as a row to write, in the order of `COLUMNS`."""
        asked, reading = look.asked, signal.reading
        on, user_id, reason = signal.acknowledged or (None, None, None)
        known = signal.acknowledged_value
        until, overruler, words, about = signal.overruled or (None, None, (), None)
        model, record_id = next(
            (name.split(',') for name in reading.evidence if '.' in name), (None, None))
        return (
            key[0], asked.customers[key[0]], asked.root_id, key[1], key[2],
            signal.status(asked.as_of, asked.definitions), signal.first_seen, signal.last_seen,
            asked.as_of, signal.expires(asked.definitions), signal.lifted_on, reading.test,
            reading.value or 0.0, reading.value is not None,
            rounded(reading.threshold, DIGITS) or 0.0, reading.is_stop, reading.is_alert,
            json.dumps(list(reading.evidence)), model,
            record_id and int(record_id), on, user_id, reason, known or 0.0,
            known is not None, until, overruler, ' '.join(words) or None,
            None if about is None else json.dumps(list(about)),
        )

    # === READING THEM BACK === #

    @api.model
    def _known(self, profile_ids, cr=None, living=False):
        """Return ``{(profile, code, source): (Signal, its row)}`` as kept.

        :param living: without those that were over at the last look
        """
        cr = cr or self.env.cr
        cr.execute(SQL(
            "SELECT * FROM credit_signal WHERE profile_id = ANY(%s) %s", list(profile_ids),
            SQL("AND state <> 'expired'") if living else SQL(""),
        ))
        return {
            (row['profile_id'], row['code'], row['source']): (_signal(row), row)
            for row in cr.dictfetchall()
        }


def _kept(reading):
    """Return a reading as it is kept: its value with so many decimals, so that it compares."""
    value = None if reading.value is None else rounded(reading.value, DIGITS)
    return replace(reading, value=value, threshold=None if reading.threshold is None else rounded(
        reading.threshold, DIGITS))


def _signal(row):
    """Return the `Signal` that a row tells of."""
    value = row['value'] if row['has_value'] else None
    reading = Reading(
        row['code'], _float(value), _float(row['threshold']) if row['has_value'] else None, True,
        True, row['test'], tuple(_list(row['evidence'])), row['source'], bool(row['is_stop']),
        bool(row['is_alert']),
    )
    acknowledged = row['acknowledged_on'] and (
        row['acknowledged_on'], row['acknowledged_by_id'], row['acknowledged_reason'])
    known = _float(row['acknowledged_value']) if row['has_acknowledged_value'] else None
    overruled = row['overruled_until'] and (
        row['overruled_until'], row['overruled_by_id'], (row['overrule_evidence'] or '',),
        tuple(_list(row['overrule_about'])))
    return Signal(
        row['code'], row['source'], row['first_seen'], row['last_seen'], reading,
        acknowledged or None, known, overruled or None, row['lifted_on'],
    )


def _float(value):
    return None if value is None else float(value)


def _list(value):
    return (json.loads(value) if isinstance(value, str) else value) or []
