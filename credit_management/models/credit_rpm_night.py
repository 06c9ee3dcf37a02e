from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..receivables import items as sources
from .credit_rpm_look import BATCH


class CreditRpmItem(models.Model):
    """The night of monitoring, and the first load. Both may stop anywhere and go on."""

    _inherit = 'credit.rpm.item'

    @api.model
    def _cron_night(self):
        """Take over receivables where a plan was begun; look at what is due, once a company and day."""
        roots = self.env['res.company'].sudo().search([('parent_id', '=', False)], order='id')
        begun = self.env['credit.rpm.plan']
        self.env['credit.failure']._in_turn(
            'rpm', roots.filtered(lambda root: begun._begun(root.id)), self._one_night)

    def _one_night(self, root):
        today = root._credit_today()
        if root.credit_rpm_night_on != today:
            yield from self._night(root, today)

    @api.model
    def _night(self, root, today):
        """Do the night of one company; yield after each part but the last, each whole in itself.

        Running it twice, or stopping it after any part and going on, changes nothing.
        """
        self = self.sudo()  # noqa: PLW0642 - a cron's work, whoever starts it
        if not root.credit_rpm_loaded_on:
            self._measure_large(root)
        yield from self._load(root, today)
        self._see_untold(root, today)
        self._see_small(root, today)
        yield
        yield from self._look_due(root, today)
        if not root.credit_rpm_loaded_on:
            root.credit_rpm_loaded_on = today
        after = self._night_done(root, today)
        if after is not None:
            yield from after
        root.credit_rpm_night_on = today

    @api.model
    def _night_done(self, root, today):
        """Do what follows the looks of a night; extend it.

        Steps are as of `today` then. It may be a generator, or return one, that yields after each
        part; it must do nothing twice.
        """
        return

    # === THE FIRST LOAD, AND WHAT EVENTS MISSED === #

    def _load(self, root, today):
        """Make items of open claims and deliveries that none knows of; yield after each batch."""
        receivable = self.env['credit.receivable']
        asked = receivable._question(root, today)
        after = 0
        while moves := self._found_ids(sources.missing_moves(
                asked.company_ids, asked.account_ids or [0], root.id, after, BATCH)):
            self.env['credit.failure']._apart(
                'rpm', moves, lambda part: self._relink(root, part, (), today),
                self.env['account.move'].browse)
            after = moves[-1]
            yield
        after = 0
        while pickings := self._found_ids(sources.missing_pickings(
                asked.company_ids, root.id, after, BATCH)):
            self.env['credit.failure']._apart(
                'rpm', pickings, lambda part: self._relink(root, (), part, today),
                self.env['stock.picking'].browse)
            after = pickings[-1]
            yield

    def _measure_large(self, root):
        """Set the amount from which an item is large, of the company's own invoices."""
        if not root.credit_rpm_large_amount:
            defaults = self.env['credit.health'].sudo()._defaults(root)
            root.credit_rpm_large_amount = defaults['percentiles']['90'] or 0.0

    def _see_untold(self, root, today):
        """Let items be looked at whose lines are open by another amount than at the last look.

        Only what was open then, or is now, is read: of what is closed there is more every year.
        """
        self._look_soon(SQL(
            """id IN (SELECT link.item_id FROM credit_rpm_item_line link
                        JOIN account_move_line l ON l.id = link.move_line_id
                       WHERE link.residual IS DISTINCT FROM 0
                         AND l.amount_residual IS DISTINCT FROM link.residual
                   UNION ALL
                      SELECT link.item_id FROM credit_rpm_item_line link
                        JOIN account_move_line l ON l.id = link.move_line_id
                       WHERE l.reconciled IS NOT TRUE AND l.parent_state = 'posted'
                         AND l.amount_residual > 0
                         AND NOT EXISTS (SELECT FROM credit_rpm_item_line known
                                          WHERE known.move_line_id = l.id
                                            AND known.residual IS DISTINCT FROM 0))
               AND company_id = %s""", root.id), today)

    def _see_small(self, root, today):
        """Let small items be looked at whose customer is late with more in all, or no longer is."""
        if not root.credit_rpm_min_amount:
            return
        self._look_soon(SQL(
            """id IN (SELECT item.id FROM credit_rpm_item item
                    LEFT JOIN (%(late)s) late ON late.profile_id = item.profile_id
                        WHERE item.company_id = %(root)s AND item.state = 'open'
                              AND item.plan_id IS NOT NULL AND item.open_amount < %(least)s
                              AND COALESCE(item.is_small, TRUE)
                                  <> (COALESCE(late.amount, 0) < %(least)s))""",
            late=self._late_sql(root, today), root=root.id, least=root.credit_rpm_min_amount), today)

    # === LOOKING === #

    def _look_due(self, root, today):
        """Look at what is to be looked at by `today`; yield after each batch.

        An item that cannot be looked at is noted, and waits for tomorrow.
        """
        while ids := self._due_ids(root, today):
            bad = self.env['credit.failure']._apart(
                'rpm', ids, lambda part: self._look_at(root, part, today), self.browse)
            if bad:
                self.env.cr.execute(SQL(
                    "UPDATE credit_rpm_item SET look_on = %s WHERE id = ANY(%s)",
                    today + timedelta(days=1), bad))
                self.invalidate_model(['look_on'])
            yield

    def _due_ids(self, root, today):
        self.env.flush_all()
        self.env.cr.execute(SQL(
            """SELECT id FROM credit_rpm_item WHERE company_id = %s AND look_on <= %s
                ORDER BY look_on, id LIMIT %s FOR UPDATE SKIP LOCKED""", root.id, today, BATCH,
        ))
        return [item for (item,) in self.env.cr.fetchall()]
