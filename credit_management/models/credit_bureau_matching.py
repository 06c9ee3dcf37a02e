from collections import defaultdict
from dataclasses import dataclass, field

from odoo import models
from odoo.tools import SQL

from ..tools import company_names
from ..tools.bureau_checks import Error

#: Numbers that mean the same everywhere; the others belong to a country.
WORLDWIDE = {'usci', 'lei', 'duns', 'vat'}


@dataclass
class Customer:
    """What matching knows of a customer: his names, not his figures."""

    names: list
    country: str
    is_active: bool


@dataclass
class Whose:
    """The answer to *whose report is this*: a customer, or candidates for a person to look at."""

    partner_id: int = None
    by_identifier: bool = False
    evidence: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    candidates: dict = field(default_factory=dict)

    def propose(self, partner_id, confidence, evidence):
        """Add a candidate; what we found ourselves stands beside what the agent found."""
        best, found = self.candidates.get(partner_id, (0.0, []))
        self.candidates[partner_id] = (max(best, confidence), [*found, *evidence])


class CreditBureauMatching(models.AbstractModel):
    """Says whose a report is. A stored binding or one strong identifier binds; a name never does.

    Works on a batch: a fixed number of queries, however many reports.
    """

    _name = 'credit.bureau.matching'
    _description = "Credit Bureau Matching"

    def _answer(self, company, items):
        """Set `whose` on each of `items` (`credit.bureau.intake`)."""
        bindings = self._bindings(company, items)
        holders = self._holders(company, items)
        rejected = self._rejected(company, items)
        partner_ids = {partner_id for partner_id, _name in bindings.values()}
        partner_ids |= {partner_id for found in holders.values() for partner_id in found}
        partner_ids |= {partner_id for item in items for partner_id in item.proposals}
        customers = self._customers(company, partner_ids)
        for item in items:
            own = self._own_holders(item, holders, customers)
            binding = bindings.get(item.ref_key)
            if binding:
                item.whose = self._bound(item, binding, own, customers)
            else:
                item.whose = self._identified(item, own, customers, rejected)
            if not item.whose.partner_id:
                self._propose(item, own, customers, binding)

    # === WHAT IS KNOWN, one query each === #

    def _bindings(self, company, items):
        """Return ``{(bureau id, ref): (partner id, subject's name)}``."""
        self.env['credit.bureau.binding'].flush_model()
        rows = self.env.execute_query(SQL(
            "SELECT bureau_id, provider_ref, partner_id, subject_name FROM credit_bureau_binding"
            " WHERE company_id = %s AND (bureau_id, provider_ref) IN (%s)",
            company.id, _asked(item.ref_key for item in items),
        ))
        return {(bureau, ref): (partner, name) for bureau, ref, partner, name in rows}

    def _holders(self, company, items):
        """Return ``{(scheme, value): {partner id}}`` of customers who carry these numbers."""
        wanted = {pair for item in items for pair in item.checked.strong_identifiers}
        if not wanted:
            return {}
        self.env['credit.partner.identifier'].flush_model()
        rows = self.env.execute_query(SQL(
            "SELECT i.scheme, i.value, i.partner_id FROM credit_partner_identifier i"
            " JOIN credit_profile p ON p.partner_id = i.partner_id AND p.active"
            "  AND p.company_id = %s WHERE (i.scheme, i.value) IN (%s)",
            company.id, _asked(wanted),
        ))
        found = defaultdict(set)
        for scheme, value, partner_id in rows:
            found[scheme, value].add(partner_id)
        return found

    def _rejected(self, company, items):
        """Return {(bureau id, ref, partner id)} that a person refused."""
        self.env['credit.bureau.candidate'].flush_model()
        self.env['credit.bureau.match'].flush_model()
        return set(self.env.execute_query(SQL(
            "SELECT m.bureau_id, m.provider_ref, c.partner_id FROM credit_bureau_candidate c"
            " JOIN credit_bureau_match m ON m.id = c.match_id WHERE m.company_id = %s"
            " AND c.state = 'rejected' AND (m.bureau_id, m.provider_ref) IN (%s)",
            company.id, _asked(item.ref_key for item in items),
        )))

    def _customers(self, company, partner_ids):
        """Return ``{partner id: Customer}`` of commercial partners that `company` may see."""
        if not partner_ids:
            return {}
        rows = self.env.execute_query(SQL(
            "SELECT p.id, p.name, country.code, p.active,"
            " ARRAY(SELECT DISTINCT b.subject_name FROM credit_bureau_binding b"
            "        WHERE b.partner_id = p.id AND b.subject_name IS NOT NULL)"
            " FROM res_partner p LEFT JOIN res_country country ON country.id = p.country_id"
            " LEFT JOIN res_company home ON home.id = p.company_id"
            " WHERE p.id = ANY(%s) AND p.commercial_partner_id = p.id"
            " AND (home.id IS NULL OR home.parent_path LIKE %s)",
            list(partner_ids), f'{company.id}/%',
        ))
        return {
            partner_id: Customer([name, *others], country, active)
            for partner_id, name, country, active, others in rows
        }

    # === DECIDING === #

    def _own_holders(self, item, holders, customers):
        """Return ``{partner id: [evidence]}`` of customers who carry the subject's numbers."""
        country = item.checked.report['subject'].get('country')
        found = defaultdict(list)
        for scheme, value in sorted(item.checked.strong_identifiers):
            for partner_id in holders.get((scheme, value), ()):
                customer = customers.get(partner_id)
                if customer and (scheme in WORLDWIDE or customer.country == country):
                    found[partner_id].append(_evidence('identifier', scheme, value))
        return found

    def _bound(self, item, binding, own, customers):
        """A stored binding holds while numbers and name agree with it; else a person looks."""
        partner_id, name = binding
        others = set(own) - {partner_id}
        if others or partner_id not in customers:
            return Whose(errors=[self._conflict(others | {partner_id})])
        known = [*customers[partner_id].names, name]
        if company_names.best(item.checked.names, known) < company_names.FLOOR:
            return Whose(errors=[self._differs(item, customers[partner_id])])
        return Whose(partner_id, evidence=[_evidence('mapping', None, item.ref_key[1])])

    def _identified(self, item, own, customers, rejected):
        """One active customer with the same number, country and nearly the same name binds."""
        if len(own) > 1:
            return Whose(errors=[self._conflict(own)])
        match = item.checked.match
        proposed = match.get('partner_id')
        if match['method'] != 'identifier' or not proposed or not own:
            return Whose()
        if proposed not in own:
            return Whose(errors=[self._conflict({*own, proposed})])
        customer = customers[proposed]
        if company_names.best(item.checked.names, customer.names) < company_names.FLOOR:
            return Whose(errors=[self._differs(item, customer)])
        country = item.checked.report['subject'].get('country')
        if not customer.is_active or not country or customer.country != country:
            return Whose()
        if (*item.ref_key, proposed) in rejected:
            return Whose()
        return Whose(proposed, by_identifier=True, evidence=own[proposed])

    def _propose(self, item, own, customers, binding):
        """Name candidates for the queue: the agent's, who was bound, and whose numbers we know."""
        if binding and binding[0] in customers:
            evidence = [_evidence('mapping', None, item.ref_key[1], binding[1])]
            item.whose.propose(binding[0], 0.5, evidence)
        for partner_id, (confidence, evidence) in item.proposals.items():
            if partner_id in customers:
                item.whose.propose(partner_id, confidence, evidence)
        for partner_id, evidence in own.items():
            item.whose.propose(partner_id, 0.9, evidence)

    def _conflict(self, partner_ids):
        return Error('identifier_conflict', 'subject.identifiers', {
            'partners': sorted(partner_ids)
        })

    def _differs(self, item, customer):
        return Error('name_differs', 'subject.legal_name', {
            'name': item.checked.report['subject']['legal_name'], 'customer': customer.names[0]
        })


def _evidence(kind, scheme, value, detail=None):
    return {'kind': kind, 'scheme': scheme, 'value': value, 'detail': detail}


def _asked(pairs):
    """Return pairs as the list of an SQL ``IN``; there is at least one."""
    return SQL(", ").join(SQL("(%s, %s)", *pair) for pair in sorted(set(pairs)))
