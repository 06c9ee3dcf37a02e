from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..receivables import items as sources

#: What began longer ago than this was taken over, not seen.
FRESH = timedelta(days=7)


class CreditRpmItem(models.Model):
    """What documents say of items is written: what is new, what changed, and nothing else."""

    _inherit = 'credit.rpm.item'

    @api.model
    def _keep(self, root, companies, born, move_ids, today):
        """Write items and their parts of maturity lines.

        :param born: ``{(kind, document id): Born}``
        :param move_ids: whose links are as `born` says and not otherwise
        :return: ids of what is new or changed
        """
        self.flush_model()
        known = self._known(born, move_ids)
        gone = {key: item for key, item in known.items()
                if key[0] == 'invoice' and key not in born}
        changed = self._change(born, known, gone)
        new = self._add(root, companies, {
            key: one for key, one in born.items()
            if key not in known and (one.amount > 0 or one.parts)}, today)
        ids = {key: item[0] for key, item in known.items()} | new
        changed |= set(new.values()) | self._link(born, ids, move_ids)
        self.invalidate_model()
        self.env['credit.rpm.item.line'].invalidate_model()
        self._date_invoices(changed, today)
        return changed

    def _known(self, born, move_ids):
        """Return ``{(kind, document): (id, *Born.values())}`` of items that there are."""
        pickings = [document for kind, document in born if kind == 'delivery']
        self.env.cr.execute(SQL(
            """SELECT kind, COALESCE(picking_id, move_id), id, name, profile_id, dispatch_date,
                      amount, unbilled FROM credit_rpm_item WHERE picking_id = ANY(%s)
            UNION ALL
               SELECT kind, move_id, id, name, profile_id, dispatch_date, amount, unbilled
                 FROM credit_rpm_item WHERE move_id = ANY(%s)""", pickings, list(move_ids),
        ))
        return {
            (kind, document): (item, name, profile, dispatch, float(amount), float(unbilled))
            for kind, document, item, name, profile, dispatch, amount, unbilled
            in self.env.cr.fetchall()
        }

    def _change(self, born, known, gone):
        rows = [
            (known[key][0], *one.values()) for key, one in born.items()
            if key in known and known[key][1:] != one.values()
        ] + [(item[0], *item[1:4], 0.0, 0.0) for item in gone.values() if item[4] or item[5]]
        if rows:
            self.env.cr.execute(SQL(
                """UPDATE credit_rpm_item item
                      SET name = said.name, profile_id = said.profile, dispatch_date = said.dispatch,
                          amount = said.amount, unbilled = said.unbilled
                     FROM unnest(%s, %s, %s, %s::date[], %s::numeric[], %s::numeric[])
                          AS said(id, name, profile, dispatch, amount, unbilled)
                    WHERE item.id = said.id""", *map(list, zip(*rows, strict=True)),
            ))
        return {row[0] for row in rows}

    def _add(self, root, companies, born, today):
        """Insert new items and return ``{(kind, document): id}``."""
        if not born:
            return {}
        firsts = self._first_sales(companies, born.values())
        rows = [
            (one.kind, one.document if one.kind == 'delivery' else None,
             one.document if one.kind == 'invoice' else None, *one.values(), one.invoice,
             one in firsts, today if one.day and one.day < today - FRESH else None)
            for one in born.values()
        ]
        self.env.cr.execute(SQL(
            """INSERT INTO credit_rpm_item
                      (kind, picking_id, move_id, name, profile_id, dispatch_date, amount, unbilled,
                       invoice_date, is_first_sale, followed_from, company_id, state, status,
                       look_on)
               SELECT said.*, %s, 'open', 'unstarted', %s
                 FROM unnest(%s, %s::int[], %s::int[], %s, %s, %s::date[], %s::numeric[],
                             %s::numeric[], %s::date[], %s, %s::date[]) said
                ORDER BY 6, 9, 2, 3
                   ON CONFLICT DO NOTHING RETURNING kind, COALESCE(picking_id, move_id), id""",
            root.id, today, *map(list, zip(*rows, strict=True)),
        ))
        return {(kind, document): item for kind, document, item in self.env.cr.fetchall()}

    def _first_sales(self, companies, born):
        """Return those of `born` before which nothing was sold to their customers."""
        earliest = {
            partner: day for partner, day in self._said(sources.first_documents(
                {one.partner for one in born}, companies)) if day}
        self.env.cr.execute(SQL(
            """SELECT profile_id, MIN(LEAST(dispatch_date, invoice_date)) FROM credit_rpm_item
                WHERE profile_id = ANY(%s) GROUP BY 1""", [one.profile for one in born],
        ))
        known = dict(self.env.cr.fetchall())
        found = []
        for one in sorted(born, key=lambda one: one.day):
            days = [earliest.get(one.partner), known.get(one.profile)]
            if all(day is None or one.day <= day for day in days):
                found.append(one)
                known[one.profile] = one.day
        return found

    # === PARTS OF MATURITY LINES === #

    def _link(self, born, ids, move_ids):
        """Make the links of the lines of `move_ids` what `born` says; return changed items' ids."""
        wanted = {
            (ids[key], line): round(amount, 6) for key, one in born.items() if key in ids
            for line, amount in one.parts.items()
        }
        self.env.cr.execute(SQL(
            """SELECT link.item_id, link.move_line_id, link.amount FROM credit_rpm_item_line link
                 JOIN account_move_line l ON l.id = link.move_line_id
                WHERE l.move_id = ANY(%s)""", list(move_ids),
        ))
        known = {(item, line): float(amount) for item, line, amount in self.env.cr.fetchall()}
        self._unlink_parts([key for key in known if key not in wanted])
        changed = {key: amount for key, amount in wanted.items() if known.get(key) != amount}
        if changed:
            self.env.cr.execute(SQL(
                """INSERT INTO credit_rpm_item_line (item_id, move_line_id, amount)
                   SELECT * FROM unnest(%s, %s, %s::numeric[])
                       ON CONFLICT (item_id, move_line_id) DO UPDATE SET amount = EXCLUDED.amount""",
                [item for item, _line in changed], [line for _item, line in changed],
                list(changed.values()),
            ))
        return {item for item, _line in changed} | {
            item for item, line in known if (item, line) not in wanted}

    def _unlink_parts(self, keys):
        if keys:
            self.env.cr.execute(SQL(
                """DELETE FROM credit_rpm_item_line link USING unnest(%s, %s) AS gone(item, line)
                    WHERE link.item_id = gone.item AND link.move_line_id = gone.line""",
                [item for item, _line in keys], [line for _item, line in keys],
            ))

    def _date_invoices(self, item_ids, today):
        """Write the day of the first invoice of items, and that they are to be looked at."""
        if item_ids:
            self.env.cr.execute(SQL(
                """UPDATE credit_rpm_item item
                      SET look_on = %(today)s, invoice_date = CASE WHEN item.kind = 'invoice'
                          THEN item.invoice_date ELSE (
                          SELECT MIN(COALESCE(m.invoice_date, m.date))
                            FROM credit_rpm_item_line link
                            JOIN account_move_line l ON l.id = link.move_line_id
                            JOIN account_move m ON m.id = l.move_id
                           WHERE link.item_id = item.id) END
                    WHERE item.id = ANY(%(ids)s)""", today=today, ids=list(item_ids),
            ))
