import json

from odoo import api, models
from odoo.tools import SQL

from ..tools.exact import rounded
from ..tools.signals import Reading, Signal

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


class CreditSignal(models.Model):
    """What a look found is written, and read back as it was."""

    _inherit = 'credit.signal'

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
