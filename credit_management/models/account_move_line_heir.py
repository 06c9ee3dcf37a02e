from odoo import api, models
from odoo.tools import SQL

#: What names maturity lines in a list, and what hangs on one.
LISTS = (
    'credit.case', 'credit.court.event', 'credit.guarantee.clock', 'credit.instrument',
    'credit.limitation.event', 'credit.mandate', 'credit.promise', 'credit.security',
)
ONES = (
    'credit.dispute', 'credit.interest.claim.line', 'credit.letter.line', 'credit.rpm.done',
    'credit.statement.line',
)


class AccountMoveLine(models.Model):
    """An invoice that was posted and gets other terms has other maturity lines: what was said of
    those that go, and of all that there were, is said of those that take their place.
    """

    _inherit = 'account.move.line'

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        for move, new in lines._credit_instalments().grouped('move_id').items():
            before = move.line_ids._credit_instalments() - new
            if before:
                self._credit_name_too(before, new, len(before))
        return lines

    def unlink(self):
        for move, gone in self._credit_instalments().grouped('move_id').items():
            heirs = (move.line_ids._credit_instalments() - gone).sorted('date_maturity')
            if heirs:
                self._credit_name_too(gone, heirs, 1)
                self._credit_hang_on(gone, heirs[0])
        return super().unlink()

    def _credit_instalments(self):
        """Return the receivable maturity lines of invoices that were posted once."""
        return self.filtered(
            lambda line: line.display_type == 'payment_term' and line.move_id.posted_before
            and line.account_type == 'asset_receivable')

    @api.model
    def _credit_name_too(self, lines, heirs, least):
        """Let whatever names at least so many of `lines` name `heirs` as well; rights apart."""
        self.env.flush_all()
        for name in LISTS:
            field = self.env[name]._fields['line_ids']
            self.env.cr.execute(SQL(
                """INSERT INTO %(table)s (%(owner)s, %(line)s)
                   SELECT named.owner, heir.id
                     FROM (SELECT %(owner)s AS owner FROM %(table)s
                            WHERE %(line)s = ANY(%(lines)s)
                            GROUP BY 1 HAVING COUNT(*) >= %(least)s) named
                    CROSS JOIN unnest(%(heirs)s) AS heir(id)
                       ON CONFLICT DO NOTHING""",
                table=SQL.identifier(field.relation), owner=SQL.identifier(field.column1),
                line=SQL.identifier(field.column2), lines=lines.ids, heirs=heirs.ids, least=least,
            ))
            if self.env.cr.rowcount:
                self.env[name].invalidate_model(['line_ids'])

    @api.model
    def _credit_hang_on(self, lines, heir):
        """Let what hangs on one of `lines` hang on `heir`; rights apart."""
        for name in ONES:
            self.env.cr.execute(SQL(
                "UPDATE %s SET move_line_id = %s WHERE move_line_id = ANY(%s)",
                SQL.identifier(self.env[name]._table), heir.id, lines.ids))
            if self.env.cr.rowcount:
                self.env[name].invalidate_model(['move_line_id'])
