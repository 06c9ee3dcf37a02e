from odoo import api, models
from odoo.tools import SQL
from psycopg2 import IntegrityError

from ..tools import chain


class CreditDecision(models.Model):
    """Proving that nobody bent the log: every chain against the content of its lines."""

    _inherit = 'credit.decision'

    @api.model
    def verify_chain(self, profile_id=None, company_id=None):
        """Check every chain (or one profile's, or one company's) against the content of its lines.

        :return: ``{"sound", "chains", "lines", "faults": [{"chain", "sequence", "fault"}]}``
        """
        self.check_access('read')
        self.env.flush_all()
        keys = self._chain_keys(profile_id, company_id)
        faults, lines = [], 0
        for key in keys:
            if not self.env.cr.readonly:
                self._seal_visible(key)
            count, found = self._verify_one(key)
            lines += count
            faults += [{'chain': key, **fault} for fault in found]
        return {'sound': not faults, 'chains': len(keys), 'lines': lines, 'faults': faults}

    def _seal_visible(self, key):
        """Link lines of this transaction's own view when the gate's transaction cannot see them."""
        self.env.cr.execute(SQL(
            "SELECT 1 FROM credit_decision WHERE chain = %s AND hash IS NULL LIMIT 1", key
        ))
        if self.env.cr.fetchone():
            gate = self.env['credit.gate']
            try:
                with self.env.cr.savepoint():
                    gate._lock(self.env.cr, [key], create=True)
                    self._seal(self.env.cr, key)
            except IntegrityError:
                return  # somebody took the place of the next line: that is one of the faults

    def _chain_keys(self, profile_id, company_id):
        if profile_id or company_id:
            return [self._chain_key(profile_id, company_id)]
        self.env.cr.execute(
            "SELECT chain FROM credit_decision UNION SELECT key FROM credit_gate WHERE sequence > 0"
            " ORDER BY 1"
        )
        return [key for (key,) in self.env.cr.fetchall()]

    def _verify_one(self, key):
        self.env.cr.execute(SQL(
            "SELECT sequence, previous_hash, hash, payload FROM credit_decision"
            " WHERE chain = %s AND hash IS NOT NULL ORDER BY sequence", key,
        ))
        lines = self.env.cr.fetchall()
        self.env.cr.execute(SQL("SELECT sequence, head FROM credit_gate WHERE key = %s", key))
        head = self.env.cr.fetchone() or (0, chain.GENESIS)
        return len(lines), chain.faults(key, lines, *head)

    @api.model
    def action_verify(self):
        """Button: say whether the log is sound, and where not."""
        answer = self.verify_chain()
        if answer['sound']:
            message = self.env._(
                "The log is sound: %(lines)s lines in %(chains)s chains.",
                lines=answer['lines'], chains=answer['chains'],
            )
        else:
            message = self.env._(
                "The log was changed from outside: %(places)s.",
                places=', '.join(
                    f"{fault['chain']} #{fault['sequence']} ({fault['fault']})"
                    for fault in answer['faults'][:10]
                ),
            )
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'message': message,
                'type': 'success' if answer['sound'] else 'danger',
                'sticky': not answer['sound'],
            },
        }
