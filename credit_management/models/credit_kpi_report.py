from odoo import api, fields, models
from odoo.tools import SQL

from ..receivables import sales


class CreditKpiReport(models.Model):
    """Credit sales by document and what was owed at kept month-ends by line, for pivots.

    Month-ends that were rebuilt have no lines, so only kept ones are in it.
    """

    _name = 'credit.kpi.report'
    _description = "Credit Sales and Receivables"
    _auto = False
    _order = 'date desc, id'
    _rec_name = 'name'

    name = fields.Char(string="Document", readonly=True)
    kind = fields.Selection(
        selection=[('sale', "Credit sale"), ('receivable', "Receivable at month-end")],
        readonly=True,
    )
    move_id = fields.Many2one('account.move', string="Entry", readonly=True)
    date = fields.Date(
        readonly=True, help="Accounting date of a sale; the month-end of a receivable."
    )
    company_id = fields.Many2one('res.company', readonly=True)
    branch_id = fields.Many2one('res.company', readonly=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    user_id = fields.Many2one('res.users', string="Salesperson", readonly=True)
    team_id = fields.Many2one('crm.team', string="Sales Team", readonly=True)
    country_id = fields.Many2one('res.country', readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    sales = fields.Monetary(
        string="Credit Sales", readonly=True,
        help="Tax included, net of credit notes, in company currency as booked.",
    )
    receivable = fields.Monetary(
        string="Closing Receivable", readonly=True,
        help="What was open at the month-end as it was kept, net of credits nobody had allocated.",
    )
    overdue = fields.Monetary(readonly=True, help="Claims that were late at the month-end.")

    @property
    def _table_query(self):
        receivable = self.env['credit.receivable']
        roots_sudo = self.env.companies.sudo().root_id
        asked = receivable._question(roots_sudo, self.env.company.sudo().root_id._credit_today())
        return SQL(
            """SELECT found.*, branch.currency_id,
                      split_part(branch.parent_path, '/', 1)::int AS company_id,
                      customer.country_id
                 FROM (%s UNION ALL %s) found
                 JOIN res_company branch ON branch.id = found.branch_id
            LEFT JOIN res_partner customer ON customer.id = found.partner_id""",
            self._sales(asked, receivable._has_counters()), self._receivables(roots_sudo),
        )

    @api.model
    def _sales(self, asked, counters):
        return SQL(
            """SELECT bill.id::bigint * 2 AS id, 'sale' AS kind, move.name, bill.id AS move_id,
                      bill.date, bill.company_id AS branch_id,
                      bill.commercial_partner_id AS partner_id,
                      COALESCE(bill.invoice_user_id, buyer.user_id) AS user_id, bill.team_id,
                      bill.amount AS sales, NULL::numeric AS receivable,
                      NULL::numeric AS overdue
                 FROM (%s) bill JOIN account_move move ON move.id = bill.id
            LEFT JOIN res_partner buyer ON buyer.id = bill.commercial_partner_id""",
            sales.documents(asked, counters=counters),
        )

    @api.model
    def _receivables(self, roots):
        """Return the lines of the newest kept version of each month-end."""
        return SQL(
            """SELECT kept.id::bigint * 2 + 1, 'receivable', kept.name, entry.id, month.date,
                      kept.branch_id, COALESCE(contact.commercial_partner_id, kept.partner_id),
                      COALESCE(entry.invoice_user_id, buyer.user_id), entry.team_id, NULL,
                      kept.open_amount,
                      CASE WHEN kept.open_amount > 0 AND kept.date_due < month.date
                           THEN kept.open_amount ELSE 0 END
                 FROM (SELECT DISTINCT ON (company_id, date) id, date
                         FROM credit_receivable_snapshot
                        WHERE company_id = ANY(%s) AND state = 'done' AND kind = 'kept'
                        ORDER BY company_id, date, version DESC) month
                 JOIN credit_receivable_snapshot_line kept ON kept.snapshot_id = month.id
            LEFT JOIN account_move entry ON entry.id = kept.move_id
            LEFT JOIN res_partner contact ON contact.id = kept.partner_id
            LEFT JOIN res_partner buyer ON buyer.id = contact.commercial_partner_id""",
            roots.ids,
        )

    @api.model
    def _search(self, domain, *args, **kwargs):
        self.env.flush_all()
        self.env['credit.exposure']._plan_plainly()
        return super()._search(domain, *args, **kwargs)

    def action_open(self):
        """Open the document; Odoo checks there whether this user may."""
        self.ensure_one()
        return self.move_id.get_formview_action()
