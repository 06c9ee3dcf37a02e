"""The effective limit of a profile as SQL, for lists; the gate reads it from the facts."""

from odoo.tools import SQL


def effective_limit(alias, today):
    """Return the effective limit of the profile row `alias` on `today` as an SQL expression.

    NULL is unlimited. A temporary increase counts between its dates, both included, without a
    write; past `limit_valid_until` the limit stays, and its rule speaks.

    :param SQL alias: of `credit_profile`
    :param SQL today: an SQL date
    """
    return SQL(
        """CASE
            WHEN %(p)s.standing IN ('suspended', 'blocked') OR %(p)s.grade = 'E'
              OR %(p)s.limit_mode = 'cash_only' OR %(p)s.fraud_stop
              OR (%(p)s.partner_id, %(p)s.company_id) IN (
                SELECT listed.partner_id, listed.company_id FROM credit_blacklist_match listed
                 WHERE listed.state = 'acts') THEN 0
            WHEN %(p)s.limit_mode = 'unlimited' THEN NULL
            ELSE COALESCE(%(p)s.credit_limit, 0) + CASE
                WHEN %(today)s BETWEEN %(p)s.temporary_from AND %(p)s.temporary_to
                THEN COALESCE(%(p)s.temporary_limit, 0) ELSE 0 END
        END""",
        p=alias, today=today,
    )
