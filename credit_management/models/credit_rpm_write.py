import json
from dataclasses import replace

from odoo import models
from odoo.tools import SQL

from ..tools.rpm_figures import is_in_time
from .credit_rpm_facts import FOR_GOOD

#: Columns of a step's row that a look may change.
_STEP = ('plan_step_id', 'date', 'day', 'status', 'rung', 'role', 'channel', 'user_id',
         'is_automatic', 'is_demand', 'amount', 'deadline', 'again_on')
#: Columns of what became of a step, as long as it is not settled.
_MARK = ('plan_id', 'role', 'user_id', 'channel', 'is_automatic', 'day', 'late_after', 'outcome',
         'done_on', 'in_time', 'amount')


class CreditRpmItem(models.Model):
    """What looks found is written: steps, items, and what became of steps; a few queries for all."""

    _inherit = 'credit.rpm.item'

    def _write_looked(self, root, looked, today):
        self._write_steps(looked, today)
        self._write_marks(root, looked, today)
        self._write_items(looked, today)
        self._write_residuals([one.row['id'] for one in looked])
        for model in (self, self.env['credit.rpm.step'], self.env['credit.rpm.mark']):
            model.invalidate_model()

    # === STEPS === #

    def _write_steps(self, looked, today):
        """Let the rows of steps be those of now; a step that stays keeps its row."""
        wanted = {
            (one.row['id'], line or 0, code): (one, values) for one in looked
            for (line, code), values in self._step_values(one, today).items()
        }
        self.env.cr.execute(SQL(
            "SELECT id, item_id, COALESCE(move_line_id, 0), code FROM credit_rpm_step"
            " WHERE item_id = ANY(%s)", [one.row['id'] for one in looked],
        ))
        gone = [step for step, *key in self.env.cr.fetchall() if tuple(key) not in wanted]
        if gone:
            self.env.cr.execute(SQL("DELETE FROM credit_rpm_step WHERE id = ANY(%s)", gone))
        self._put(SQL("credit_rpm_step"), ('profile_id', *_STEP), SQL("TRUE"), [
            {'item_id': item, 'move_line_id': line or None, 'code': code,
             'profile_id': one.row['profile_id'], 'company_id': one.row['company_id'], **values}
            for (item, line, code), (one, values) in wanted.items()
        ])

    def _put(self, table, changing, may, rows):
        """Insert `rows` (dicts of all columns), or write what changed of those that are there.

        :param changing: columns that may change; :param may: SQL, on `kept`, whether they may
        """
        if not rows:
            return

        def columns(names, of):
            return SQL(", ").join(SQL.identifier(*of, name) for name in names)

        self.env.cr.execute(SQL(
            """INSERT INTO %(table)s AS kept (%(all)s)
               SELECT %(all)s FROM jsonb_populate_recordset(NULL::%(table)s, %(rows)s::jsonb)
                   ON CONFLICT (item_id, (COALESCE(move_line_id, 0)), code)
                   DO UPDATE SET (%(changing)s) = ROW(%(new)s)
                WHERE %(may)s AND ROW(%(old)s) IS DISTINCT FROM ROW(%(new)s)""",
            table=table, all=columns(rows[0], ()), changing=columns(changing, ()), may=may,
            old=columns(changing, ('kept',)), new=columns(changing, ('excluded',)),
            rows=json.dumps(rows, default=str),
        ))

    # === ITEMS === #

    def _write_items(self, looked, today):
        rows = [self._item_values(one, today) for one in looked]
        names = [SQL.identifier(name) for name in rows[0]]
        self.env.cr.execute(SQL(
            """UPDATE credit_rpm_item item SET (%s) = ROW(%s)
                 FROM jsonb_populate_recordset(NULL::credit_rpm_item, %s::jsonb) said
                WHERE item.id = said.id""",
            SQL(", ").join(names), SQL(", ").join(SQL("said.%s", name) for name in names),
            json.dumps(rows, default=str),
        ))

    def _item_values(self, one, today):
        is_closed, step = one.state.status == 'closed', one.state.next
        until = one.state.paused_until
        return {
            'id': one.row['id'],
            'plan_id': one.plan_id or (one.row['plan_id'] if is_closed else None),
            'plan_grade': one.row['grade'] or '', 'is_small': one.row['now_small'],
            'moved_on': one.row['moved_on'],
            'state': 'closed' if is_closed else 'open', 'status': one.state.status,
            'closed_on': (one.item.closed_on or today) if is_closed else None,
            'paused_until': until if until != FOR_GOOD else None,
            'next_code': step and step.step.code, 'next_on': one.state.next_on,
            'look_on': one.look_on, 'looked_on': today, 'is_watched': one.item.is_watched,
            'open_amount': float(one.item.open), 'arrival_date': self._arrival(one.item),
            'has_proof': one.item.delivered is not None,
            'due_date': min((
                line.due for line in one.item.lines if line.open > 0 and line.due), default=None),
        }

    def _write_residuals(self, item_ids):
        """Note what is open of the lines, so that the night sees what nobody told."""
        self.env.cr.execute(SQL(
            """UPDATE credit_rpm_item_line link SET residual = l.amount_residual
                 FROM account_move_line l
                WHERE l.id = link.move_line_id AND link.item_id = ANY(%s)
                      AND link.residual IS DISTINCT FROM l.amount_residual""", item_ids,
        ))

    # === WHAT BECAME OF STEPS === #

    def _write_marks(self, root, looked, today):
        """Keep what became of steps that came due; what is settled stays, whatever a plan says."""
        rows, keys, known = [], [], self._marks_before(looked)
        for one in looked:
            for mark in self._marks_to_keep(one, today, known):
                rows.append(self._mark_row(one, mark))
                keys.append((one.row['id'], mark.line or 0, mark.step.code))
        self.env.cr.execute(SQL(
            """DELETE FROM credit_rpm_mark mark
                WHERE mark.item_id = ANY(%s) AND mark.outcome IN ('due', 'waiting')
                  AND NOT EXISTS (SELECT FROM unnest(%s::int[], %s::int[], %s::varchar[])
                                       AS now(item, line, code)
                                   WHERE now.item = mark.item_id AND now.code = mark.code
                                     AND now.line = COALESCE(mark.move_line_id, 0))""",
            [one.row['id'] for one in looked], *(
                [list(column) for column in zip(*keys, strict=True)] if keys else ([], [], [])),
        ))
        self._put(
            SQL("credit_rpm_mark"), _MARK, SQL("kept.outcome IN ('due', 'waiting')"), rows)

    def _marks_before(self, looked):
        """Return ``{(item, line or 0, code): day}`` of marks of items whose steps moved."""
        moved = [one.row['id'] for one in looked if one.row['moved_on']]
        return {tuple(key): day for *key, day in self.env.execute_query(SQL(
            "SELECT item_id, COALESCE(move_line_id, 0), code, day FROM credit_rpm_mark"
            " WHERE item_id = ANY(%s)", moved))} if moved else {}

    def _marks_to_keep(self, one, today, known):
        """Return the marks of an item; of a day before its steps moved only what was due then.

        What lies before and is still to be done is due since they moved.
        """
        marks, moved_on = self._mark_values(one, today), one.row['moved_on']
        if not moved_on:
            return marks
        kept = []
        for mark in marks:
            key = (one.row['id'], mark.line or 0, mark.step.code)
            if mark.day < moved_on:
                if mark.outcome == 'missed' and key not in known:
                    continue
                mark = replace(mark, day=known.get(key, moved_on))
            kept.append(mark)
        return kept

    def _mark_row(self, one, mark):
        row, step = one.row, mark.step
        return {
            'item_id': row['id'], 'move_line_id': mark.line, 'code': step.code,
            'profile_id': row['profile_id'], 'company_id': row['company_id'],
            'plan_id': one.plan_id, 'role': step.role, 'user_id': self._owner(row, step.role),
            'channel': step.channel, 'is_automatic': step.is_automatic, 'day': mark.day,
            'late_after': step.patience, 'outcome': mark.outcome, 'done_on': mark.done_on,
            'in_time': None if mark.done_on is None else is_in_time(mark),
            'amount': None if mark.amount is None else float(mark.amount),
        }
