from odoo import models
from odoo.tools import SQL

#: Table -> columns that are unique together with the partner: a twin of the survivor's goes.
UNIQUE_ROWS = {
    'credit_partner_identifier': ('scheme', 'value'),
    'credit_bureau_candidate': ('match_id',),
    'credit_bureau_event': ('company_id', 'bureau_id', 'key'),
}
MOVED = (
    'credit_partner_identifier', 'credit_bureau_candidate', 'credit_bureau_event',
    'credit_bureau_report', 'credit_bureau_score', 'credit_bureau_limit', 'credit_bureau_cover',
    'credit_bureau_binding', 'credit_bureau_match', 'credit_bureau_consent',
    'credit_bureau_objection', 'credit_bureau_access',
)


class CreditBureauReport(models.Model):
    """Bureau data of customers who are merged, or hung under another: it goes with them."""

    _inherit = 'credit.bureau.report'

    def _move_partners(self, sources, survivor):
        """Give what bureaus said of `sources` to `survivor`; the newest observation counts."""
        sources -= survivor
        self.env.flush_all()
        companies = self.sudo().search([('partner_id', 'in', sources.ids)]).company_id
        for table in MOVED:
            if table in UNIQUE_ROWS:
                self._drop_twins(table, UNIQUE_ROWS[table], sources, survivor)
            self.env.cr.execute(SQL(
                "UPDATE %s SET partner_id = %s WHERE partner_id = ANY(%s)",
                SQL.identifier(table), survivor.id, sources.ids,
            ))
        self.env.invalidate_all(flush=False)
        touched = {
            (company.id, bureau.id, survivor.id)
            for company, bureau in self.sudo()._read_group(
                [('partner_id', '=', survivor.id), ('company_id', 'in', companies.ids)],
                ['company_id', 'bureau_id'],
            )
        }
        self.sudo()._settle(touched, rebuild=True)

    def _drop_twins(self, table, columns, sources, survivor):
        """Delete rows that would stand twice: of each, the survivor's or the newest stays."""
        self.env.cr.execute(SQL(
            """DELETE FROM %(table)s WHERE id IN (
                   SELECT id FROM (
                       SELECT id, row_number() OVER (
                           PARTITION BY %(columns)s ORDER BY partner_id <> %(survivor)s, id DESC
                       ) AS place FROM %(table)s WHERE partner_id = ANY(%(partners)s)) ranked
                    WHERE place > 1)""",
            table=SQL.identifier(table), survivor=survivor.id,
            columns=SQL(", ").join(SQL.identifier(column) for column in columns),
            partners=(sources | survivor).ids,
        ))
