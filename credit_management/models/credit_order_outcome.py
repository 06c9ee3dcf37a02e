from odoo import models, sql_db
from odoo.tools import SQL

from ..tools import breaches as core
from ..tools.authorizations import authorized
from ..tools.contracts import covered
from .credit_check import LOGGED, LOGGED_IF_ASKED, Outcome


class CreditCheck(models.AbstractModel):
    """What follows from the gate's answer to an order: a claim or a hold, with its decision."""

    _inherit = 'credit.check'

    def _conclude(self, cr, separate, heads, request, verdict, facts, policy, xid):
        row = request['row']
        outcome = Outcome(
            verdict=verdict.verdict, order_id=row['id'], name=row['name'],
            profile_id=row['profile_id'], report_only=request['report'],
            breaches=[self._public(breach) for breach in verdict.breaches],
            not_checked=list(verdict.not_checked),
        )
        payload = self._payload(request, verdict, facts, policy)
        manual = request['manual']
        if manual and not request['report']:
            outcome.verdict, outcome.hold_id, outcome.hold_name = 'hold', manual.id, manual.name
            return outcome
        covered = verdict.verdict in ('ok', 'warn') or request['report']
        if not covered and request['release'] and request['release']._covers(verdict):
            covered, payload['release'] = True, request['release'].id
            outcome.verdict = 'warn'
        if not covered and request['door'] == 'system growth':
            # It is saved all the same, so its hold is written with it, not beforehand.
            outcome.record = self._record(request, outcome, payload)
        elif covered:
            outcome.letter_id = self._letter_taken(request, facts)
            outcome.contract_id = self._contract_taken(request, facts)
            self._pass(cr, heads, request, outcome, payload, xid)
        else:
            written = self._stop(cr, heads, request, outcome, payload)
            outcome.committed = written and separate and isinstance(cr, sql_db.Cursor)
        return outcome

    def _pass(self, cr, heads, request, outcome, payload, xid):
        row, document = request['row'], request['document']
        outcome.waiting_id = request['waiting'].id
        writes = []
        if not request['report']:
            writes += self.env['credit.claim']._taking(
                row['profile_id'], 'sale.order', row['id'], document.amount, xid,
                (outcome.letter_id or None, outcome.contract_id or None, document.total),
            )
        if cr is not self.env.cr:
            writes.append(self.env['credit.gate']._committing_with_caller())
        kind = 'would_hold' if outcome.verdict in ('hold', 'stop') else 'check'
        key = f"profile:{row['profile_id']}"
        writes.append(self.env['credit.decision']._appending(
            key, heads[key], kind, row['profile_id'], row['root_id'], payload,
            'sale.order', row['id'], outcome.verdict, self.env.uid,
        ))
        cr.execute(SQL("; ").join(writes))

    @staticmethod
    def _letter_taken(request, facts):
        """Return the id of the letter that the order uses up, 0 where none has a cap."""
        row, document = request['row'], request['document']
        own = (facts.get('letters') or {}).get(row['buyer_id'])
        if not own or not row['has_capped_letters'] or document.orderer is None:
            return 0
        answer = authorized(
            'order', row['buyer_id'], document.orderer, document.total, facts['today'], own)
        return answer.source if answer.result != 'fail' else 0

    @staticmethod
    def _contract_taken(request, facts):
        """Return the id of the contract that the order uses up: the one it names, else what covers it."""
        row, document = request['row'], request['document']
        if row['contract_id']:
            return row['contract_id']
        own = (facts.get('contracts') or {}).get(row['buyer_id'])
        if not own or not row['has_capped_contracts']:
            return 0
        due = document.term_due or (facts.get('term_dues') or {}).get(document.term_id)
        answer = covered(
            own, facts['today'], document.total,
            [(category,) for category in document.goods or ()], due)
        return answer.source if answer.result == 'ok' else 0

    def _stop(self, cr, heads, request, outcome, payload):
        """Write the hold where nothing can swallow it; an order nobody saved leaves a decision.

        :return: whether a hold was written
        """
        row = request['row']
        outcome.record = self._record(request, outcome, payload)
        cr.execute(SQL("SELECT 1 FROM sale_order WHERE id = %s", row['id']))
        key = f"profile:{row['profile_id']}"
        if not cr.fetchone():
            self.env['credit.decision']._append(
                cr, key, heads[key], 'refused_unsaved', row['profile_id'], row['root_id'], payload,
                None, None, outcome.verdict, self.env.uid,
            )
            return False
        holds_sudo = self.env(cr=cr)['credit.hold'].sudo()
        hold_sudo = holds_sudo._open_or_make(outcome.record['values'])
        outcome.hold_id, outcome.hold_name = hold_sudo.id, hold_sudo.name
        outcome.record['hold_id'] = hold_sudo.id
        payload = {**payload, 'hold': hold_sudo.name}
        hold_sudo.env.flush_all()
        self.env['credit.decision']._append(
            cr, key, heads[key], 'hold', row['profile_id'], row['root_id'], payload,
            'sale.order', row['id'], outcome.verdict, self.env.uid,
        )
        return True

    def _record(self, request, outcome, payload):
        """Return what `credit.hold._keep` writes a hold from."""
        return {'values': self._hold_values(request, outcome, payload), 'payload': payload}

    # === WHAT IS KEPT === #

    def _payload(self, request, verdict, facts, policy):
        """Return the figures of the moment as plain values, for the log and the hold."""
        document = request['document']
        return {
            'checkpoint': request['checkpoint'],
            'door': request['door'],
            'order': request['row']['name'],
            'amount': document.amount,
            'total': document.total,
            'policy': policy.get('id'),
            'policy_version': policy.get('version'),
            'facts': {
                key: facts[key] for key in sorted(facts) if key in LOGGED | LOGGED_IF_ASKED},
            'figures': core.figures(facts, document),
            'breaches': [breach.as_dict() for breach in verdict.breaches],
            'passed': list(verdict.passed),
            'not_checked': list(verdict.not_checked),
        }

    def _hold_values(self, request, outcome, payload):
        row, order = request['row'], request['order']
        return {
            'kind': 'auto',
            'checkpoint': request['checkpoint'],
            'res_model': 'sale.order',
            'res_id': row['id'],
            'order_id': row['id'],
            'profile_id': row['profile_id'],
            'verdict': outcome.verdict,
            'door': request['door'],
            'requester_id': self.env.uid,
            'amount': request['document'].amount,
            'increase': request['document'].increase,
            'total': row['amount_total'],
            'currency_id': row['currency_id'],
            'payment_term_id': row['payment_term_id'],
            'ship_date': row['commitment_date'] or False,
            'policy_id': payload.get('policy') or False,
            'figures': payload,
            'excluded_user_ids': sorted(order.sudo()._credit_actors(self.env.uid)),
            'breaches': payload.get('breaches') or [],
        }
