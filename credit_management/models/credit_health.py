import time

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..health import REGISTRY
from ..health.base import Asked
from ..receivables.as_of import open_lines

#: A list opens with so many of what was found, the largest amounts first.
MOST_LISTED = 10_000


class CreditHealth(models.Model):
    """What was wrong with a company's data when somebody looked. Looking changes nothing."""

    _name = 'credit.health'
    _description = "Health of the Data"
    _order = 'id desc'
    _rec_name = 'date'

    company_id = fields.Many2one(
        'res.company', required=True, readonly=True, index=True, ondelete='cascade'
    )
    date = fields.Datetime(readonly=True, required=True)
    user_id = fields.Many2one('res.users', readonly=True, ondelete='set null')
    results = fields.Json(readonly=True, help="By check: count, and amount where there is one.")
    has_unmatched_share = fields.Boolean(readonly=True)
    unmatched_share = fields.Float(
        readonly=True, help="Money that is here and not matched, as part of all open claims."
    )
    defaults = fields.Json(readonly=True, help="Amounts that were proposed from the invoices.")
    seconds = fields.Float(readonly=True)

    # === CHECKING === #

    @api.model
    def _asked(self, root_sudo, defaults=None):
        """Return what all checks of a root company are asked about today.

        :param dict defaults: as `credit.defaults` proposes them, where they are known
        """
        receivable = self.env['credit.receivable']
        question = receivable._question(root_sudo, root_sudo._credit_today())
        branches = self.env['credit.exposure']._branches()
        return Asked(
            root_id=root_sudo.id, company_ids=question.company_ids, day=question.day,
            minimum=(defaults or {}).get('ignore_line_below'), receivable=question,
            branches=tuple(b for b in branches if b.id in question.company_ids),
            has_employees='hr.employee' in self.env, read=receivable._rows,
        )

    @api.model
    def _found(self, check, asked):
        """Return ``{"count", "amount"}`` of a check, or None where it cannot be made."""
        rows = check.rows(asked)
        if rows is None:
            return None
        [(count, amount)] = self.env['credit.receivable']._rows(SQL(
            "SELECT COUNT(*), COALESCE(SUM(amount), 0) FROM (%s) found", rows,
        ))
        currency = self.env['res.company'].sudo().browse(asked.root_id).currency_id
        return {'count': count, 'amount': currency.round(float(amount))}

    @api.model
    def _run(self, root_sudo):
        """Make all checks, keep what they found, and return it."""
        start = time.monotonic()
        defaults = self.env['credit.defaults']._proposed(root_sudo)
        asked = self._asked(root_sudo, defaults)
        results = {code: self._found(check, asked) for code, check in REGISTRY.items()}
        share = self._unmatched_share(asked)
        return self.sudo().create({
            'company_id': root_sudo.id, 'date': fields.Datetime.now(), 'user_id': self.env.uid,
            'results': results, 'defaults': defaults, 'has_unmatched_share': share is not None,
            'unmatched_share': share or 0.0, 'seconds': time.monotonic() - start,
        })

    @api.model
    def _unmatched_share(self, asked):
        """Return unmatched money as part of all open claims; None without claims.

        A receipt is often a payment and a bank line at once, so of a customer's two the larger
        counts.
        """
        [(claims, unmatched)] = self.env['credit.receivable']._rows(SQL(
            """SELECT (SELECT COALESCE(SUM(open_amount), 0) FROM (%(open)s) claim
                        WHERE open_amount > 0),
                      (SELECT COALESCE(SUM(-amount), 0) FROM (%(credits)s) credit)
                    + (SELECT COALESCE(SUM(amount), 0) FROM (
                              SELECT GREATEST(SUM(-amount) FILTER (WHERE is_bank),
                                              SUM(-amount) FILTER (WHERE NOT is_bank)) AS amount
                                FROM (SELECT partner_id, amount, TRUE AS is_bank FROM (%(bank)s) b
                                      UNION ALL
                                      SELECT partner_id, amount, FALSE FROM (%(payments)s) p) money
                               GROUP BY partner_id) customer)""",
            open=open_lines(asked.receivable), credits=REGISTRY['unmatched'].rows(asked),
            bank=REGISTRY['bank_lines'].rows(asked),
            payments=REGISTRY['payments_without_entry'].rows(asked),
        ))
        return float(unmatched / claims) if claims else None

    # === READING === #

    @api.model
    def _last(self, root_sudo):
        """Return what was found last and the time before, either may be empty."""
        last_two = self.sudo().search([('company_id', '=', root_sudo.id)], limit=2)
        return last_two[:1], last_two[1:]

    @api.model
    def _defaults(self, root_sudo):
        """Return the proposed amounts (`tools.defaults.proposed`): as kept, else worked out now."""
        last, _before = self._last(root_sudo)
        return last.defaults or self.env['credit.defaults']._proposed(root_sudo)

    @api.model
    def _told(self, root_sudo):
        """Return the last look at the data for its screen, in the reader's language.

        `before` is the count of the time before; `count` None: the check could not be made.
        """
        last, before = self._last(root_sudo)
        if not last:
            return None
        return {
            'date': fields.Datetime.to_string(last.date), 'seconds': last.seconds,
            'unmatched_share': last.unmatched_share if last.has_unmatched_share else None,
            'defaults': last.defaults,
            'checks': [{
                'code': code, 'name': self.env._(check.name), 'why': self.env._(check.why),
                'button': self.env._(check.button),
                **((last.results or {}).get(code) or {'count': None, 'amount': None}),
                'before': ((before.results or {}).get(code) or {}).get('count'),
            } for code, check in REGISTRY.items()],
        }

    @api.model
    def action_open(self, code, company_id=None):
        """Return the action that lists what a check finds now, where it can be mended."""
        self.check_access('read')
        if code not in REGISTRY:
            raise UserError(self.env._("There is no check %(code)s.", code=code))
        root_sudo = self.env['credit.receivable']._root_asked(company_id)
        check = REGISTRY[code]
        asked = self._asked(root_sudo, self._last(root_sudo)[0].defaults)
        return {
            'type': 'ir.actions.act_window', 'name': self.env._(check.name),
            'res_model': check.model, 'views': [(False, 'list'), (False, 'form')],
            'domain': check.domain(asked) or [('id', 'in', self._largest(check, asked))],
            'context': check.context(asked),
        }

    @api.model
    def _largest(self, check, asked):
        rows = check.rows(asked)
        if rows is None:
            return []
        return [found_id for (found_id,) in self.env['credit.receivable']._rows(SQL(
            "SELECT id FROM (%s) found ORDER BY ABS(amount) DESC NULLS LAST, id LIMIT %s",
            rows, MOST_LISTED,
        ))]
