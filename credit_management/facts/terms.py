from .base import Provider


class TermsProvider(Provider):
    """The terms asked for, beside those approved: how many days later the last due date is."""

    provides = frozenset({'approved_term', 'asked_term', 'term_days_later'})

    def load(self, env, cr, rows, as_of, context):
        documents = context.get('documents') or {}
        terms = env['account.payment.term'].sudo()
        facts = {}
        for row in rows:
            document = documents.get(row['id'])
            # None: nobody said; 0: a document without terms, due at once.
            if not row['payment_term_id'] or document is None or document.payment_term_id is None:
                continue
            asked, approved = document.payment_term_id, row['payment_term_id']
            if asked == approved:
                facts[row['id']] = {'term_days_later': 0}
            else:
                facts[row['id']] = self._compare(terms.browse(asked), terms.browse(approved), as_of)
        return facts

    def _compare(self, asked, approved, as_of):
        later = final_due_date(asked, as_of) - final_due_date(approved, as_of)
        return {
            'approved_term': approved.display_name,
            'asked_term': asked.display_name if asked else None,
            'term_days_later': later.days,
        }


def final_due_date(payment_term, sample_date):
    """Return the last due date of an invoice of `sample_date`; without terms it is due at once.

    Comparing final due dates compares "net 60" with "end of month" and with instalments.
    """
    if not payment_term:
        return sample_date
    return max(
        (line._get_due_date(sample_date) for line in payment_term.line_ids), default=sample_date
    )
