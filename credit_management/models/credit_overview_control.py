from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.tools import SQL

#: Ranks of `credit.hold._paid_by_order` that mean late: open past its date, or paid after it.
LATE_RANKS = 2


class CreditOverview(models.AbstractModel):
    """What control did in twelve months: losses prevented, releases that went wrong, sales carried.

    They answer three misunderstandings: that credit management is chasing afterwards, that it costs
    sales, that it is the business of one department.
    """

    _inherit = 'credit.overview'

    @api.model
    def _tiles(self):
        return {**super()._tiles(), 'control': self._tile_control}

    @api.model
    def _tile_control(self, root_sudo):
        today = root_sudo._credit_today()
        since = today - relativedelta(years=1)
        rounded = root_sudo.currency_id.round
        approved = rounded(self._approved_sales(root_sudo, since))
        exposure = rounded(self.env['credit.exposure']._total_exposure(root_sudo.id))
        return {
            'since': since.isoformat(),
            'prevented': self._prevented(root_sudo, since),
            'released': self._released(root_sudo, since),
            'dso': self.env['credit.kpi'].dso(company_id=root_sudo.id)['value'],
            'approved': approved, 'exposure': exposure,
            'per_exposure': approved / exposure if exposure > 0 else None,
            'domains': {
                'approved': [
                    ('state', '=', 'sale'), ('date_order', '>=', fields.Datetime.to_string(
                        root_sudo._credit_day_start(since))),
                    ('company_id', 'child_of', root_sudo.id),
                    ('partner_invoice_id.commercial_partner_id.credit_profile_ids.company_id', '=',
                     root_sudo.id),
                ],
                'exposure': [('profile_id.company_id', '=', root_sudo.id)],
            },
        }

    @api.model
    def _prevented(self, root_sudo, since):
        """Return what was held, let go by nobody, and never shipped: the last hold a document."""
        rows = self.env.execute_query(SQL(
            """SELECT id, amount
                 FROM (SELECT DISTINCT ON (h.res_model, h.res_id) h.id, h.amount, h.state,
                              so.state AS order_state, pick.state AS pick_state
                         FROM credit_hold h
                    LEFT JOIN sale_order so ON so.id = h.order_id
                    LEFT JOIN stock_picking pick ON pick.id = h.picking_id
                        WHERE h.company_id = %s AND h.requested_at >= %s
                          AND h.res_model IN ('sale.order', 'stock.picking')
                        ORDER BY h.res_model, h.res_id, h.id DESC) last
                WHERE state IN ('rejected', 'cancelled') AND CASE WHEN pick_state IS NULL
                      THEN order_state IS DISTINCT FROM 'sale' ELSE pick_state <> 'done' END""",
            root_sudo.id, root_sudo._credit_day_start(since),
            to_flush=(
                *(self.env['credit.hold']._fields[name] for name in ('state', 'amount')),
                self.env['sale.order']._fields['state'],
                self.env['stock.picking']._fields['state'],
            ),
        ))
        return self._holds_summed(root_sudo, rows)

    @api.model
    def _released(self, root_sudo, since):
        """Return the releases, and those of them whose invoices were or are paid late."""
        holds = self.env['credit.hold']
        holds.flush_model()
        whose = SQL("h.company_id = %s AND h.state = 'released' AND h.decided_at >= %s",
                    root_sudo.id, root_sudo._credit_day_start(since))
        orders = SQL("SELECT h.order_id FROM credit_hold h WHERE %s", whose)
        rows = self.env.execute_query(SQL(
            """SELECT h.id, h.amount, COALESCE(paid.rank <= %s, FALSE)
                 FROM credit_hold h LEFT JOIN (%s) paid ON paid.order_id = h.order_id WHERE %s""",
            LATE_RANKS, holds._paid_by_order(orders), whose,
        ))
        return {
            **self._holds_summed(root_sudo, [row[:2] for row in rows]),
            'late': self._holds_summed(root_sudo, [row[:2] for row in rows if row[2]]),
        }

    @api.model
    def _holds_summed(self, root_sudo, rows):
        return {
            'count': len(rows), 'ids': [hold_id for hold_id, _amount in rows],
            'amount': root_sudo.currency_id.round(sum(amount or 0.0 for _id, amount in rows)),
        }

    @api.model
    def _approved_sales(self, root_sudo, since):
        """Return the orders confirmed to customers with a profile, at the rates of their day."""
        self.env['sale.order'].flush_model(['state', 'amount_total', 'currency_rate'])
        return self.env.execute_query(SQL(
            """SELECT COALESCE(SUM(so.amount_total / NULLIF(so.currency_rate, 0)), 0)
                 FROM sale_order so
                 JOIN res_partner billed ON billed.id = so.partner_invoice_id
                 JOIN credit_profile profile ON profile.partner_id = billed.commercial_partner_id
                      AND profile.company_id = %s AND profile.active
                WHERE so.state = 'sale' AND so.date_order >= %s AND so.company_id = ANY(%s)""",
            root_sudo.id, root_sudo._credit_day_start(since), self.env.companies.ids,
        ))[0][0]
