from dataclasses import dataclass, field

from odoo import api, models
from odoo.tools import SQL

from ..facts import papers
from ..receivables import evidence as sources
from ..tools import evidence_scores as pure
from ..tools.authorizations import authorized, name_key

#: What a check of the receiver found -> level of the delivery.
RECEIVERS = {'ok': 'full', 'warn': 'full', 'ratified': 'full'}


@dataclass
class Found:
    """What is on file for a claim: levels by item, the paper that counts, where more is to be added.

    Papers and places are ``(model, id)``.
    """

    levels: dict = field(default_factory=dict)
    papers: dict = field(default_factory=dict)
    places: dict = field(default_factory=dict)

    def note(self, item, level, paper=None, place=None):
        self.levels[item] = level
        if paper:
            self.papers[item] = paper
        if place or paper:
            self.places[item] = place or paper


class CreditEvidenceScore(models.Model):
    """What is on file for a set of claims of one company; the queries are few."""

    _inherit = 'credit.evidence.score'

    @api.model
    def _found(self, root, lines, today):
        """Return ``{line id: Found}``.

        :param lines: dicts with `id`, `move_id`, `partner_id` (the customer's)
        """
        self.env.flush_all()
        rows = self.env.execute_query
        move_ids = sorted({line['move_id'] for line in lines})
        line_ids = [line['id'] for line in lines]
        bills = {row[0]: row[1:] for row in rows(sources.documents(
            move_ids, self._acknowledged_sql()))}
        orders = _by_first(rows(sources.orders(
            move_ids, self.env['res.company']._credit_zone_sql(SQL("so.company_id")))))
        proofs = self._proofs_of(line_ids, move_ids)
        authority = self._authority(root, lines, today)
        said = self._said_of(lines, authority, today)
        agreed = self._contracts_of(root, lines, authority)
        found = {}
        for line in lines:
            bill, bought = bills[line['move_id']], orders.get(line['move_id'], [])
            one = found[line['id']] = Found()
            one.note('statement', *said.get(line['id'], (pure.NONE,)))
            one.note('order', *_order(bought))
            one.note('invoice', *_invoice(line['move_id'], bill))
            one.note('delivery', *_delivery(
                proofs(line['id'], line['move_id']), bill[-1]))
            one.note('contract', *self._contract(root, agreed, line, bill, bought, one.levels))
        return found

    @api.model
    def _acknowledged_sql(self):
        """Return SQL on `m`: the network that carried the invoice says that it arrived."""
        if 'peppol_move_state' in self.env['account.move']._fields:
            return SQL("m.peppol_move_state = 'done'")
        return SQL("FALSE")

    @api.model
    def _proofs_of(self, line_ids, move_ids):
        """Return a function of (line, move): ``[(picking, level, proof or None)]``.

        Monitoring knows which delivery an invoice bills. Without it those count that left before
        the invoice was written, and where none did, all of its orders.
        """
        rows = self.env.execute_query
        followed = _by_first(rows(sources.followed_deliveries(line_ids)))
        billed = _by_first(rows(sources.deliveries(
            move_ids, self.env['res.company']._credit_zone_sql(SQL("m.company_id")))))
        pickings = {
            row[0] for each in (*followed.values(), *billed.values()) for row in each if row[0]}
        known = _by_first(rows(sources.proofs(sorted(pickings)))) if pickings else {}

        def of(line_id, move_id):
            if line_id in followed:
                own = [picking for (picking,) in followed[line_id] if picking]
            else:
                all_of_it = billed.get(move_id, [])
                own = [picking for picking, is_before in all_of_it if is_before] or [
                    picking for picking, _is_before in all_of_it]
            return [_proof(picking, known.get(picking, [])) for picking in own]

        return of

    def _said_of(self, lines, authority, today):
        """Return ``{line: (level, statement)}`` of what customers confirmed."""
        ids = [line['id'] for line in lines]
        customers = {line['id']: line['partner_id'] for line in lines}
        letters, known = authority
        found = {}
        for line, event, codes in self.env.execute_query(sources.confirmations(ids)):
            level = 'full' if 'authorization' in codes else 'unauthorised'
            found.setdefault(line, []).append((level, ('credit.limitation.event', event)))
        for line, statement, is_signed, is_silent, day, signer, right in self.env.execute_query(
            sources.statements(ids, today)
        ):
            level = pure.NONE
            if is_signed:
                customer = customers[line]
                may = bool((right or '').strip()) or authorized(
                    'statement', customer, {name_key(signer)} - {''}, None, day,
                    letters.get(customer, []), None, known.get(customer, ())).result != 'fail'
                level = 'full' if may else 'unauthorised'
            elif is_silent:
                level = 'silent'
            found.setdefault(line, []).append((level, ('credit.statement', statement)))
        return {
            line: next(one for one in each if one[0] == pure.best(
                'statement', [level for level, _paper in each]))
            for line, each in found.items()
        }

    def _authority(self, root, lines, today):
        """Return letters of authority of these customers, and who needs none."""
        own = sorted({line['partner_id'] for line in lines})
        env, cr = self.sudo().env, self.env.cr
        return papers.letters(env, cr, root.id, own, today), papers.representatives(
            cr, root.id, own)

    def _contracts_of(self, root, lines, authority):
        """Return ``{customer: {contract: row}}``, each row with whether who signed it might."""
        letters, known = authority
        found = {}
        for contract, customer, first, last, ended, in_force, signed_on, binds, ids, names in (
            self.env.execute_query(sources.contracts(
                sorted({line['partner_id'] for line in lines}), root.id))
        ):
            may = in_force and (binds or any(authorized(
                'contract', customer, {person, name_key(name)} - {''}, None, signed_on or first,
                letters.get(customer, []), None, known.get(customer, ())).result != 'fail'
                for person, name in zip(ids, names, strict=True)))
            found.setdefault(customer, {})[contract] = (first, last, ended, may)
        return found

    def _contract(self, root, agreed, line, bill, bought, levels):
        """Return the level of the contract behind a claim, and the contract."""
        own = agreed.get(line['partner_id'], {})
        asked = [(day, contract) for _order, day, contract, *_more in bought] or [(bill[0], bill[1])]
        if not own and not root.credit_evidence_contract:
            return (pure.NOT_APPLICABLE,)
        performed = bool({'full', 'unauthorised'} & {levels['delivery'], levels['statement']})
        answers = [_covered(own, day, contract, performed) for day, contract in asked]
        worst = pure.weakest('contract', [level for level, _contract in answers])
        contract = next(one for level, one in answers if level == worst)
        return worst, contract and ('credit.contract', contract)


def _by_first(rows):
    """Return ``{first value: [the others]}``."""
    found = {}
    for first, *more in rows:
        found.setdefault(first, []).append(tuple(more))
    return found


def _covered(contracts, day, chosen, performed):
    """Return (level, contract) of an order of `day`; the one that it names, or the best of all."""
    answers = [(pure.NONE, None)]
    for contract, (first, last, ended, may) in contracts.items():
        is_there = first <= day and (not last or day <= last) and (not ended or day < ended)
        if not chosen or chosen == contract:
            level = pure.contract_level(is_there, may, performed)
            answers.append((level, contract if is_there else None))
    best = pure.best('contract', [level for level, _contract in answers])
    return next(one for one in reversed(answers) if one[0] == best)


def _order(bought):
    """Return (level, paper, place) of the orders behind an invoice; the weakest counts."""
    levels = [
        ('full' if signed else 'email' if written else pure.NONE, order)
        for order, _day, _contract, signed, written in bought
    ]
    worst = pure.weakest('order', [level for level, _order in levels])
    order = next((('sale.order', order) for level, order in levels if level == worst), None)
    return worst, order if worst != pure.NONE else None, order


def _invoice(move_id, bill):
    """Return (level, paper, place) of an invoice."""
    _day, _contract, is_sent, receipt, is_received, _goods = bill
    level = 'full' if receipt or is_received else 'sent' if is_sent else pure.NONE
    paper = ('credit.invoice.receipt', receipt) if receipt else ('account.move', move_id)
    return level, paper if level != pure.NONE else None, ('account.move', move_id)


def _proof(picking, valid):
    """Return (picking, level, proof) of a delivery: its best proof."""
    levels = {
        proof: 'carrier' if kind == 'carrier' else RECEIVERS.get(receiver, 'unauthorised')
        for proof, kind, receiver in valid
    }
    best = pure.best('delivery', levels.values())
    return picking, best, next((one for one, level in levels.items() if level == best), None)


def _delivery(deliveries, has_goods):
    """Return (level, paper, place) of the deliveries behind a claim; each has to be proved."""
    if not deliveries:
        return (pure.NONE if has_goods else pure.NOT_APPLICABLE,)
    worst = pure.weakest('delivery', [level for _picking, level, _proof in deliveries])
    picking, proof = next((each[0], each[2]) for each in deliveries if each[1] == worst)
    return worst, proof and ('credit.delivery.proof', proof), ('stock.picking', picking)
