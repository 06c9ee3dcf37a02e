from collections import defaultdict
from datetime import timedelta

from odoo.tools import SQL

from ..receivables.cash_in import MONEY
from ..tools.signal_checks import unreachable
from ..tools.touches import UNREACHED
from .base import Reader, reference

YEAR = 365
#: Tries at telephone and door: touches, and what was logged on a case without one. Whether somebody
#: was reached, as those know it.
_TRIES = SQL(
    """SELECT profile_id, done_on AS day, 'credit.touch' AS model, id, done_at AS at,
              outcome <> ALL(%s) AS reached
         FROM credit_touch
        WHERE state = 'done' AND kind = 'contact' AND undone_at IS NULL AND outcome IS NOT NULL
       UNION ALL
       SELECT profile_id, day, 'credit.case.action', id, create_date, is_reached = 'yes'
         FROM credit_case_action
        WHERE is_contact AND is_reached IS NOT NULL AND touch_id IS NULL""", list(UNREACHED))


class Unreachable(Reader):
    """DS6: contacts in a row that reached nobody, or a formal letter that nobody answered.

    An answer is whatever came of the customer after it: a talk, a promise, a dispute, money for
    one of its lines. What is older than a year is a case's, and no sign any more.
    """

    code = 'DS6'

    def load(self, asked):
        since = asked.as_of - timedelta(days=YEAR)
        contacts, letters = self._contacts(asked, since), self._letters(asked, since)
        return {
            profile_id: unreachable(
                asked.known(self.code, profile_id), contacts.get(profile_id, ()),
                letters.get(profile_id, ()), asked.as_of, asked.limits,
            ) for profile_id in asked.customers
        }

    def _contacts(self, asked, since):
        """Return ``{profile id: [(day, reference, was somebody reached)]}``."""
        found = defaultdict(list)
        for profile_id, day, model, record_id, reached in asked.rows(SQL(
            """SELECT profile_id, day, model, id, reached FROM (%s) t
                WHERE profile_id = ANY(%s) AND day > %s ORDER BY day, at, id""",
            _TRIES, list(asked.customers), since,
        )):
            found[profile_id].append((day, reference(model, record_id), reached))
        return found

    def _letters(self, asked, since):
        """Return ``{profile id: [(day sent, reference, day of the answer or None)]}``."""
        found = defaultdict(list)
        for profile_id, sent, letter_id, answered in asked.rows(SQL(
            """SELECT letter.profile_id, letter.sent_on, letter.id, LEAST(
                      (SELECT MIN(t.day) FROM (%(tries)s) t
                        WHERE t.profile_id = letter.profile_id AND t.reached
                          AND t.day >= letter.sent_on),
                      (SELECT MIN(p.made_on) FROM credit_promise p
                        WHERE p.profile_id = letter.profile_id AND p.made_on >= letter.sent_on),
                      (SELECT MIN(d.raised_on) FROM credit_dispute d
                        WHERE d.profile_id = letter.profile_id AND d.raised_on >= letter.sent_on),
                      (SELECT MIN(part.max_date) FROM credit_letter_line line
                         JOIN account_partial_reconcile part
                           ON part.debit_move_id = line.move_line_id
                          AND part.max_date >= letter.sent_on
                         JOIN account_move_line money ON money.id = part.credit_move_id
                          AND money.journal_id = ANY(%(money)s)
                        WHERE line.letter_id = letter.id))
                 FROM credit_letter letter
                WHERE letter.profile_id = ANY(%(profiles)s) AND letter.sent_on > %(since)s
                  AND letter.kind IN ('demand', 'limitation')
                  AND letter.state IN ('sent', 'delivered')
                ORDER BY 2, 3""",
            profiles=list(asked.customers), since=since, tries=_TRIES, money=MONEY,
        )):
            found[profile_id].append((sent, reference('credit.letter', letter_id), answered))
        return found
