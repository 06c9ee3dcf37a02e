def final_due_date(payment_term, sample_date):
    """Return the last due date of an invoice of `sample_date`; without terms it is due at once.

    Comparing last due dates compares "net 60" with "end of month" and with instalments.
    """
    if not payment_term:
        return sample_date
    return max(
        (line._get_due_date(sample_date) for line in payment_term.line_ids), default=sample_date
    )
