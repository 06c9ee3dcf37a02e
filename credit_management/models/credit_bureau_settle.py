from odoo import models
from odoo.tools import SQL

#: Table -> section whose newest report says what is current.
CURRENT_ROWS = {
    'credit_bureau_score': 'scores',
    'credit_bureau_limit': 'limits',
    'credit_bureau_cover': 'cover',
}


class CreditBureauReport(models.Model):
    """What counts after reports came, went or moved: the same, in whatever order that happened."""

    _inherit = 'credit.bureau.report'

    def _settle(self, touched, observations=None, rebuild=False):
        """Bring what follows from reports up to date for `touched` (company, bureau, partner) ids.

        :param observations: new events by the same key; see `credit.bureau.event._observed`
        :param bool rebuild: fold the events of all reports anew: some of them are no longer theirs
        """
        if not touched:
            return
        self.env.flush_all()
        touched = sorted(touched)
        self._settle_states(touched)
        for table, section in CURRENT_ROWS.items():
            self._settle_rows(table, section, touched)
        self.env.invalidate_all()
        events = self.env['credit.bureau.event']
        if rebuild:
            observations = self._all_observations(touched)
        grave = events._settle(touched, observations or {}, rebuild)
        profiles = self.env['credit.profile']
        profiles._lower_by_bureau(grave)
        for company_id in sorted({company_id for company_id, _bureau, _partner in touched}):
            company = self.env['res.company'].browse(company_id)
            partners = self.env['res.partner'].browse(sorted({
                partner_id for own, _bureau, partner_id in touched if own == company_id
            }))
            found = profiles._of_partners(partners, company)
            if found:
                profiles._notify('report_imported', found, 'credit.bureau.report')

    def _settle_states(self, touched):
        """The newest report of a customer and bureau is current, the others are history."""
        self.env.cr.execute(SQL(
            """UPDATE credit_bureau_report r SET state = ranked.state
                 FROM (SELECT r.id, CASE WHEN row_number() OVER (
                                PARTITION BY r.company_id, r.bureau_id, r.partner_id
                                ORDER BY r.as_of DESC, r.retrieved_at DESC, r.content_hash DESC
                              ) = 1 THEN 'bound' ELSE 'history' END AS state
                         FROM credit_bureau_report r JOIN %s
                        WHERE r.state IN ('bound', 'history')) ranked
                WHERE r.id = ranked.id AND r.state <> ranked.state""",
            self._touched_join('r', touched),
        ))

    def _settle_rows(self, table, section, touched):
        """Rows are current while no newer report of their bureau and product has their section.

        A report without the section says nothing about it.
        """
        self.env.cr.execute(SQL(
            """UPDATE %(table)s l SET is_current = ranked.is_current
                 FROM (SELECT r.id, r.newest = r.id AS is_current
                         FROM (SELECT r.id, first_value(r.id) OVER (
                                   PARTITION BY r.company_id, r.bureau_id, r.partner_id, r.product
                                   ORDER BY r.as_of DESC, r.retrieved_at DESC, r.content_hash DESC
                               ) AS newest
                                 FROM credit_bureau_report r JOIN %(touched)s
                                WHERE r.state IN ('bound', 'history')
                                  AND r.sections LIKE %(section)s) r) ranked
                WHERE l.report_id = ranked.id
                  AND l.is_current IS DISTINCT FROM ranked.is_current""",
            table=SQL.identifier(table), touched=self._touched_join('r', touched),
            section=f'%,{section},%',
        ))

    def _touched_join(self, alias, touched):
        """Return the SQL that joins rows `alias` of the touched companies, bureaus and partners."""
        companies, bureaus, partners = (list(column) for column in zip(*touched, strict=True))
        return SQL(
            "unnest(%s, %s, %s) touched (company_id, bureau_id, partner_id)"
            " ON touched.company_id = %s AND touched.bureau_id = %s AND touched.partner_id = %s",
            companies, bureaus, partners, SQL.identifier(alias, 'company_id'),
            SQL.identifier(alias, 'bureau_id'), SQL.identifier(alias, 'partner_id'),
        )

    def _all_observations(self, touched):
        """Return the events of every report that the touched customers have, as new ones."""
        self.env.cr.execute(SQL(
            "SELECT r.id FROM credit_bureau_report r JOIN %s WHERE r.state IN ('bound', 'history')"
            " AND r.sections LIKE '%%,events,%%'", self._touched_join('r', touched),
        ))
        observations = {}
        for report in self.browse([report_id for (report_id,) in self.env.cr.fetchall()]):
            key = (report.company_id.id, report.bureau_id.id, report.partner_id.id)
            observations.setdefault(key, []).extend(
                self.env['credit.bureau.event']._observed(row, report._order_key(), report.id)
                for row in report._data().get('events') or []
            )
        return observations

    def _order_key(self):
        """Return what makes one report newer than another; `Item.order` says the same."""
        self.ensure_one()
        return self.as_of, self.retrieved_at, self.content_hash

    def _heads(self, touched):
        """Return what the newest report of each customer and bureau says of its status, capital.

        One row for every bureau of the touched customers, not only the touched ones: sources are
        weighed against each other.

        :return: ``{(company, bureau, partner): {"status", "kind", "as_of", "retrieved_at",
            "content_hash", "report_id", "paid_in_capital", "paid_in_currency"}}``
        """
        rows = self.env.execute_query_dict(SQL(
            """SELECT t.company_id, t.bureau_id, t.partner_id, b.kind, s.id AS report_id, s.as_of,
                      s.retrieved_at, s.content_hash, s.subject_status AS status,
                      c.paid_in_capital, c.paid_in_currency
                 FROM credit_bureau_report t
                 JOIN credit_bureau b ON b.id = t.bureau_id
            LEFT JOIN LATERAL (
                      SELECT r.* FROM credit_bureau_report r
                       WHERE r.company_id = t.company_id AND r.bureau_id = t.bureau_id
                         AND r.partner_id = t.partner_id AND r.state IN ('bound', 'history')
                         AND r.subject_status <> 'unknown'
                       ORDER BY r.as_of DESC, r.retrieved_at DESC, r.content_hash DESC LIMIT 1
                      ) s ON TRUE
            LEFT JOIN LATERAL (
                      SELECT r.paid_in_capital, r.paid_in_currency FROM credit_bureau_report r
                       WHERE r.company_id = t.company_id AND r.bureau_id = t.bureau_id
                         AND r.partner_id = t.partner_id AND r.state IN ('bound', 'history')
                         AND r.paid_in_capital > 0
                       ORDER BY r.as_of DESC, r.retrieved_at DESC, r.content_hash DESC LIMIT 1
                      ) c ON TRUE
                WHERE t.partner_id = ANY(%s) AND t.company_id = ANY(%s) AND t.state = 'bound'""",
            sorted({partner_id for _company, _bureau, partner_id in touched}),
            sorted({company_id for company_id, _bureau, _partner in touched}),
        ))
        return {(row['company_id'], row['bureau_id'], row['partner_id']): row for row in rows}
