import logging
from collections.abc import Generator
from datetime import timedelta
from functools import partial

from odoo import api, fields, models
from odoo.tools import SQL
from psycopg2 import OperationalError

_logger = logging.getLogger(__name__)

#: What failed so long ago and was not tried since is of no use to anybody.
KEPT_DAYS = 40
END = object()
#: More bad ones in one batch are no fault of theirs.
MOST_BAD = 20


class CreditFailure(models.Model):
    """Scheduled work that stopped at one company, customer or reader, until it goes well again.

    Crons work through it, so that what is wrong in one company stops no other: the overview names
    what is here among the problems of the data.
    """

    _name = 'credit.failure'
    _description = "Scheduled Work that Failed"
    _order = 'tried_at desc, id desc'
    _rec_name = 'work'
    _log_access = False

    company_id = fields.Many2one('res.company', readonly=True, ondelete='cascade')
    work = fields.Selection(
        selection='_selection_work', string="Scheduled Work", required=True, readonly=True)
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field='res_model', required=True, readonly=True)
    what = fields.Char(compute='_compute_what')
    since = fields.Datetime(required=True, readonly=True, help="When it failed first.")
    tried_at = fields.Datetime(string="Last Tried", required=True, readonly=True)
    reason = fields.Char(required=True, readonly=True)

    _unit_unique = models.UniqueIndex('(work, res_model, res_id)')
    _company_idx = models.Index('(company_id)')

    @api.model
    def _selection_work(self):
        return list({
            'backtest': self.env._("Past orders tried by a policy"),
            'bureau': self.env._("Expired bureau data"),
            'ceiling': self.env._("Look at the ceiling"),
            'desk': self.env._("Passing on of late holds"),
            'digest': self.env._("Mail of what waits"),
            'forecast': self.env._("Forecast of the week"),
            'grade': self.env._("Aging grades by days"),
            'handover': self.env._("Hand-over files"),
            'limitation': self.env._("Limitation of claims"),
            'limitation_day': self.env._("Limitation of claims by night"),
            'letters': self.env._("Letters to customers"),
            'limit_requests': self.env._("Reminders of limit requests"),
            'limits': self.env._("Proposed limits applied or taken back"),
            'month_end': self.env._("Month-end of receivables"),
            'pack': self.env._("Manager's pack"),
            'papers': self.env._("Reminders of contracts and letters"),
            'securities': self.env._("Bills, cheques and securities"),
            'policy': self.env._("Policies that begin"),
            'promise': self.env._("Promises and disputes"),
            'recheck': self.env._("Another look at held orders"),
            'reviews': self.env._("Reviews of limits applied or taken back"),
            'rpm': self.env._("Night of receivables monitoring"),
            'rpm_event': self.env._("Receivables after something happened"),
            'scope': self.env._("Profiles of go-live"),
            'scores': self.env._("Scores of customers"),
            'signals': self.env._("Danger signals"),
            'seal': self.env._("Linking the decision log"),
            'standing': self.env._("Month-end of customers"),
            'statements': self.env._("Statements of account"),
        }.items())

    def _compute_what(self):
        for failure in self:
            record = self.env[failure.res_model].browse(failure.res_id).exists()
            failure.what = record and record.sudo().display_name

    # === WORKING THROUGH === #

    @api.model
    def _in_turn(self, work, records, method, also=None):
        """Call `method` with each of `records`, each in a transaction of its own.

        :param method: does all, or is a generator that yields after each part: what was done until
            there is committed, and the generator goes on if there is time
        :param also: called with the record that failed, and why, to keep that with it as well
        :return: whether there is time for more
        """
        self.env['ir.cron']._commit_progress(remaining=len(records))
        for left, record in zip(range(len(records), 0, -1), records, strict=True):
            parts = self._parts(work, record, method, also)
            # A part counts as something done: without it the scheduler takes the job for stuck.
            if not all(self._part_done(left) for _part in parts) or not self._part_done(left - 1):
                return False
        return True

    def _part_done(self, left):
        """Commit, and return whether there is time for more; if not, go on as soon as may be."""
        cron = self.env['ir.cron']
        if cron._commit_progress(1, remaining=left):
            return True
        if left and (cron_id := self.env.context.get('cron_id')):
            # Left to itself, the scheduler comes back to what is half done after a minute.
            cron.browse(cron_id).sudo()._trigger()
        return False

    @api.model
    def _pending(self, work, records, call):
        """Return ``{record: what it says}`` of those where `call` says that there is work to do.

        For what is asked of all before the first is worked through, and commits nothing.
        """
        answers = {record: self._safely(work, record, partial(call, record)) for record in records}
        for record, answer in answers.items():
            if answer is False:
                self._settle(work, record)
        return {record: answer for record, answer in answers.items() if answer}

    def _parts(self, work, record, method, also):
        """Yield after each part of one unit but the last, none of them half done."""
        parts = None

        def go_on():
            nonlocal parts
            if parts is None:
                parts = method(record)
            return isinstance(parts, Generator) and next(parts, END) is not END

        while more := self._safely(work, record, go_on, also):
            yield
        if more is False:
            self._settle(work, record)

    @api.model
    def _safely(self, work, record, call, also=None):
        """Return what `call` gives; if it fails, undo what it did, note why, and return None."""
        try:
            with self.env.cr.savepoint():
                return call()
        except Exception as error:  # noqa: BLE001 - one bad company must not stop the others
            _logger.exception("%s failed at %s", work, record)
            reason = _reason(error)
            if also:
                self._safely(work, record, partial(also, record, reason))
            self._note(work, record, reason)
            return None

    @api.model
    def _apart_records(self, work, records, call):
        """Call `call` with a set of records as `_apart` does; whoever was slower than another
        transaction is left out as well, and comes again with the next round."""
        if records:
            self._apart(work, records.ids, lambda ids: call(records.browse(ids)), records.browse, ())

    @api.model
    def _apart(self, work, keys, call, record_of, raised=(OperationalError,)):
        """Call `call` with all `keys`; if that fails, with ever fewer, so that the good ones are done.

        What fails alone is noted with its record.

        :param call: does a list of keys; :param record_of: returns the record of a key
        :return: the keys that failed
        :param raised: faults that end all of it
        :raises Exception: of the call, if it fails at more than `MOST_BAD`: it is no fault of theirs
        """
        bad, parts = {}, [list(keys)]
        while parts:
            part = parts.pop()
            try:
                with self.env.cr.savepoint():
                    call(part)
            except raised:  # another transaction was faster: all of it is tried again
                raise
            except Exception as error:
                if len(part) > 1:
                    half = len(part) // 2
                    parts += [part[half:], part[:half]]
                elif len(bad) >= MOST_BAD:
                    raise
                else:
                    _logger.exception("%s failed at %s", work, part)
                    bad[part[0]] = _reason(error)
        self._note_apart(work, keys, bad, record_of)
        return list(bad)

    def _note_apart(self, work, keys, bad, record_of):
        """Note those that failed, and forget that the others ever did."""
        for key, reason in bad.items():
            self._note(work, record_of(key), reason)
        known = {(failure.res_model, failure.res_id)
                 for failure in self.sudo().search([('work', '=', work)])}
        for key in keys if known else ():
            record = record_of(key)
            if key not in bad and (record._name, record.id) in known:
                self._settle(work, record)

    @api.model
    def _note(self, work, record, reason):
        """Note that `work` failed at `record`; whose company that is, the record says."""
        company = record if record._name == 'res.company' else (
            record.sudo().company_id if record.exists() else self.env['res.company'])
        now = fields.Datetime.now()
        self.env.cr.execute(SQL(
            """INSERT INTO credit_failure
                      (company_id, work, res_model, res_id, since, tried_at, reason)
               VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (work, res_model, res_id)
                   DO UPDATE SET tried_at = EXCLUDED.tried_at, reason = EXCLUDED.reason""",
            company.root_id.id or None, work, record._name, record.id, now, now,
            reason,
        ))
        self.invalidate_model()

    @api.model
    def _settle(self, work, records):
        """Forget what failed before, now that it went well."""
        self.env.cr.execute(SQL(
            "DELETE FROM credit_failure WHERE work = %s AND res_model = %s AND res_id = ANY(%s)",
            work, records._name, records.ids,
        ))
        if self.env.cr.rowcount:
            self.invalidate_model()

    @api.model
    def _settle_all(self, work, records):
        """Forget what failed before at any of these."""
        self.sudo().search([
            ('work', '=', work), ('res_model', '=', records._name), ('res_id', 'in', records.ids),
        ]).unlink()

    @api.autovacuum
    def _gc_old(self):
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search([('tried_at', '<', limit)], limit=10_000).unlink()


def _reason(error):
    return f'{type(error).__name__}: {error}'[:500]
