"""Whose report is this? A ladder of evidence, strongest first; only its first two steps bind.

0  a stored binding, if identifiers and name still agree with it
1  one strong identifier, verified, of exactly one active customer, in the same country, names >= 0.6
2  identifiers that only follow from others          -> candidate
3  the bureau's own opinion                          -> candidate
4  name and place                                    -> candidates, ranked
5  nothing                                           -> no match
"""

from dataclasses import dataclass, field
from decimal import Decimal

from ..errors import UNEXPECTED, Defect
from ..records.lists import STRONG_SCHEMES
from . import names
from .known import Known

#: Numbers that mean the same everywhere; the others belong to a country.
WORLDWIDE = frozenset({'usci', 'lei', 'duns', 'vat'})
MAX_CANDIDATES = 5
#: A name that agrees less is no candidate.
WORTH_SHOWING = 0.75
#: How much less a branch is like its head office than its name is.
BRANCH = 0.15
_CENT = Decimal('0.01')


@dataclass
class Verdict:
    """The answer and how it came about; `step` is the rung of the ladder that decided."""

    step: str
    partner_id: int | None = None
    method: str = 'none'
    confidence: Decimal = Decimal(0)
    evidence: list = field(default_factory=list)
    #: partner id -> (confidence, evidence)
    candidates: dict = field(default_factory=dict)

    @property
    def is_stranger(self):
        """Say whether nobody in Odoo could be meant."""
        return self.partner_id is None and not self.candidates

    def wire(self):
        """Return the `match` of the contract."""
        ranked = sorted(self.candidates.items(), key=lambda item: (-item[1][0], item[0]))
        return {
            'partner_id': self.partner_id, 'method': self.method, 'confidence': self.confidence,
            'evidence': self.evidence,
            'candidates': [
                {'partner_id': partner, 'confidence': confidence, 'evidence': evidence}
                for partner, (confidence, evidence) in ranked[:MAX_CANDIDATES]],
        }

    def propose(self, partner_id, confidence, evidence):
        known, found = self.candidates.get(partner_id, (Decimal(0), []))
        self.candidates[partner_id] = (max(known, confidence), [*found, evidence])


class Ladder:
    """Asks the cached customers; see `partners.py` for how they come here."""

    def __init__(self, partners):
        self._partners, self._edition, self._known = partners, None, None

    def match(self, normal):
        """Return the Verdict on a Normal report."""
        try:
            return self._match(normal)
        except UNEXPECTED as error:
            raise Defect.at(normal.origin, error) from error

    def _match(self, normal):
        if self._edition != self._partners.edition:
            self._edition, self._known = self._partners.edition, Known(self._partners)
        subject = normal.wire['subject']
        reference = normal.wire['provider'], normal.wire['provider_ref']
        wanted = names.plain_all(names_of(subject))
        holders = self._holders(subject)
        bound = self._known.bound_to(*reference)
        if bound:
            verdict = self._bound(bound, wanted, holders, reference)
        else:
            verdict = self._identified(subject, wanted, holders, reference)
        if verdict.partner_id is None:
            self._add_candidates(verdict, normal, wanted, holders, reference)
        return verdict

    # === STEPS THAT BIND === #

    def _bound(self, bound, wanted, holders, reference):
        partner_id = min(bound)
        evidence = row('mapping', detail=reference[1])
        others = {partner for partner, found in holders.items() if _direct(found)} - bound
        if len(bound) > 1 or others:
            verdict = Verdict('binding disputed by identifiers')
        elif names.alike(wanted, self._known.customer(partner_id).names) < names.FLOOR:
            verdict = Verdict('binding disputed by name')
        else:
            return Verdict('binding', partner_id, 'mapping', Decimal(1), [evidence])
        for partner in bound:
            verdict.propose(partner, Decimal('0.5'), evidence)
        return verdict

    def _identified(self, subject, wanted, holders, reference):
        direct = {partner: found for partner, found in holders.items() if _direct(found)}
        if len(direct) != 1:
            return Verdict('identifiers of several customers' if direct else 'no identifier')
        (partner_id, found), = direct.items()
        customer = self._known.customer(partner_id)
        agreement = names.alike(wanted, customer.names)
        if agreement < names.FLOOR:
            return Verdict('identifier, but another name')
        if not customer.active:
            return Verdict('identifier of an archived customer')
        if not subject.get('country') or customer.country != subject['country']:
            return Verdict('identifier, but another country')
        if partner_id in self._known.refused_for(*reference):
            return Verdict('refused by a person')
        return Verdict('identifier', partner_id, 'identifier', Decimal('0.99'),
                       [*_direct(found), _name_row(agreement)])

    def _holders(self, subject):
        """Return {partner id: [(evidence row, whether it only follows)]} by strong identifiers."""
        holders = {}
        for identifier in subject.get('identifiers') or ():
            scheme, value = identifier['scheme'], identifier['value']
            if scheme not in STRONG_SCHEMES or identifier.get('valid') is False:
                continue
            for partner_id, derived in self._known.with_identifier(scheme, value):
                if scheme in WORLDWIDE or self._same_country(partner_id, subject):
                    holders.setdefault(partner_id, []).append(
                        (row('identifier', scheme, value), bool(derived)))
        return holders

    def _same_country(self, partner_id, subject):
        return self._known.customer(partner_id).country == subject.get('country')

    # === STEPS THAT PROPOSE === #

    def _add_candidates(self, verdict, normal, wanted, holders, reference):
        for partner_id, found in holders.items():
            for evidence, derived in found:
                verdict.propose(partner_id, Decimal('0.8' if derived else '0.9'), evidence)
        if normal.partner_id is not None and self._known.customer(normal.partner_id) is not None:
            for evidence in normal.evidence or [row('asked_for')]:
                confidence = Decimal(str(evidence.get('confidence') or '0.5')).quantize(_CENT)
                verdict.propose(normal.partner_id, confidence, {
                    name: value for name, value in evidence.items() if name != 'confidence'})
        self._add_by_name(verdict, normal.wire['subject'], wanted)
        for refused in self._known.refused_for(*reference):
            verdict.candidates.pop(refused, None)

    def _add_by_name(self, verdict, subject, wanted):
        ranked, is_branch = [], names.is_branch(subject['legal_name'])
        for partner_id in self._known.sharing_words(names.words_of(wanted)):
            customer = self._known.customer(partner_id)
            if subject.get('country') and customer.country not in (None, subject['country']):
                continue
            agreement = names.alike(wanted, customer.names, WORTH_SHOWING)
            if is_branch != customer.is_branch:
                # A branch and its head office are alike in name and nothing else.
                agreement -= BRANCH
            if agreement >= WORTH_SHOWING:
                ranked.append((agreement + place_bonus(subject, customer), agreement, partner_id))
        ranked.sort(key=lambda item: (-item[0], item[2]))
        for score, agreement, partner_id in ranked[:MAX_CANDIDATES]:
            # However alike: two companies may well have one name.
            confidence = Decimal(str(min(score, 1) * 0.7)).quantize(_CENT)
            verdict.propose(partner_id, confidence, _name_row(agreement))


def names_of(subject):
    """Return every name that a company has or had."""
    former = [former['name'] for former in subject.get('previous_names') or ()]
    return [subject['legal_name'], *former, *(subject.get('trade_names') or ())]


def place_bonus(subject, customer):
    """Return how much an equal town or postcode adds to the rank of a name."""
    address = subject.get('address') or {}
    same = [
        given and known and names.plain(given) == names.plain(known)
        for given, known in ((address.get('postcode'), customer.postcode),
                             (address.get('city'), customer.city))]
    return 0.2 if same[0] else 0.1 if same[1] else 0.0


def row(kind, scheme=None, value=None, detail=None):
    """Return one row of evidence in the shape of the contract."""
    found = {'kind': kind, 'scheme': scheme, 'value': value, 'detail': detail}
    return {name: text for name, text in found.items() if text is not None}


def _name_row(agreement):
    return row('name', value=f'{agreement:.2f}')


def _direct(found):
    return [evidence for evidence, derived in found if not derived]
