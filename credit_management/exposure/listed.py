"""What a customer counts as, the blacklist included, as SQL."""

from odoo.tools import SQL


def standing(alias):
    """Return the standing of the profile row `alias`: his own, or what the blacklist makes of it.

    No trade counts as blocked, no credit as suspended at least; a milder entry changes nothing.

    :param SQL alias: of `credit_profile`
    """
    return SQL(
        """CASE (SELECT MAX(acting.level) FROM credit_blacklist_match acting
                  WHERE acting.state = 'acts' AND acting.partner_id = %(p)s.partner_id
                    AND acting.company_id = %(p)s.company_id)
            WHEN 'no_trade' THEN 'blocked'
            WHEN 'no_credit' THEN
                CASE %(p)s.standing WHEN 'blocked' THEN 'blocked' ELSE 'suspended' END
            ELSE %(p)s.standing END""",
        p=alias,
    )
