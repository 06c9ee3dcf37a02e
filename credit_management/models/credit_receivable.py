from contextlib import contextmanager
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..receivables.as_of import RECEIVABLE_IDS, Question, later_allocations
from .credit_asked import MOST

#: What one step of a query over all customers may use.
WORK_MEMORY = '64MB'
#: Days of other years are typing errors; the calendar ends soon after.
YEARS = range(1900, 2201)


class CreditReceivable(models.AbstractModel):
    """Reads what was open on a day by SQL. Nothing in here checks rights, but for `_root_asked`."""

    _name = 'credit.receivable'
    _description = "Credit Receivable"

    @api.model
    def _root_asked(self, company_id=None):
        """Return the root company that the caller asks about, as superuser.

        As with profiles, who works in a branch sees the figures of its root.

        :raise AccessError: when neither it nor a branch of it is one of his
        """
        company = self.env.company
        if company_id:
            is_id = type(company_id) is int and 0 < company_id <= MOST
            company = company.browse(company_id if is_id else None)
        root_sudo = company.sudo().exists().root_id
        if not root_sudo or not (
            self.env.su or root_sudo in self.env.user.sudo().company_ids.root_id
        ):
            raise AccessError(self.env._(
                "Company %(id)s is none of yours. Choose one that you work in.",
                id=self.env['credit.asked']._told(company_id),
            ))
        return root_sudo

    @api.model
    def _day_asked(self, as_of, root_sudo):
        """Return `as_of` (date, ISO text or None for the company's today) as a date."""
        try:
            day = fields.Date.to_date(as_of or None) or root_sudo._credit_today()
            if day.year not in YEARS:
                raise ValueError
            return day
        except (ValueError, TypeError, KeyError):
            raise UserError(self.env._(
                "%(text)s is no date. Give one like %(example)s.",
                text=self.env['credit.asked']._told(as_of), example=date(2026, 6, 30),
            )) from None

    @api.model
    def _question(self, roots, day):
        """Return the `Question` about root companies and all their branches."""
        branches_sudo = self.env['res.company'].sudo().with_context(active_test=False).search(
            [('id', 'child_of', roots.ids)], order='id'
        )
        # Several roots at once are graded by the table of the company one works in.
        root = roots if len(roots) == 1 else self.env.company
        return Question(
            tuple(branches_sudo.ids), day, not self._rows(later_allocations(day)),
            self.env['credit.aging.grade']._grades(root),
            tuple((branch.id, branch.root_id.id) for branch in branches_sudo),
            tuple(account_id for (account_id,) in self._rows(RECEIVABLE_IDS)),
        )

    @api.model
    def _rows(self, query):
        """Return the rows of `query`, after what is pending was written."""
        self._plan_for_many()
        return self.env['credit.exposure']._read(None, query)

    @api.model
    def _plan_for_many(self):
        """Let this transaction sort and hash what a hundred thousand customers owe in memory."""
        self.env['credit.exposure']._plan_plainly()
        self.env.cr.execute(
            "SELECT set_config('work_mem', %(size)s, true)"
            " WHERE pg_size_bytes(current_setting('work_mem')) < pg_size_bytes(%(size)s)",
            {'size': WORK_MEMORY},
        )

    @api.model
    def _rows_of_all(self, query):
        """Return the rows of a `query` that reads most of the ledger."""
        with self._reading_all():
            return self._rows(query)

    @api.model
    def _sums_of_all(self, query):
        """Return the rows of a `query` that adds up many documents to few sums, by hashing.

        It has to be told: beside what PostgreSQL expects of conditions that look up lines, a sort of
        millions of rows costs it nothing.
        """
        with self._without('sort'):
            return self._rows(query)

    def _reading_all(self):
        """Let queries in this block read whole tables rather than look up row after row.

        PostgreSQL takes lines of several conditions for few and would look up their partners one
        by one; of a million that takes longer than reading all partners.
        """
        return self._without('nestloop')

    @contextmanager
    def _without(self, step):
        """Keep PostgreSQL from a kind of step in this block, as far as there is another way."""
        name = f'enable_{step}'
        self.env.cr.execute("SELECT set_config(%s, 'off', true)", [name])
        yield
        self.env.cr.execute("SELECT set_config(%s, 'on', true)", [name])
