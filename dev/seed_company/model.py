"""What a seeded company is made of: customers, documents, allocations."""

from bisect import bisect
from dataclasses import dataclass, field
from itertools import accumulate

#: Cents of one unit of a document: 10 and a tax of 20 %.
UNIT = 1200
#: Dollars for a euro, on all days: nothing is gained or lost by it.
RATE = 1.25
#: Kinds of documents that are orders, and of those that stand on the receivable.
ORDERS = ('full', 'service', 'part', 'undelivered', 'unbilled', 'quotation', 'cancelled')
CLAIMS = ('full', 'service', 'part', 'opening')
CREDITS = ('bank', 'refund', 'loss')


@dataclass
class Customer:
    """`kind`: company, own, employee or consumer; `size`: units of a usual order."""

    n: int
    kind: str
    habit: str
    name: str
    euro: bool
    term: int
    seller: int
    size: int
    monthly: float
    first: object
    last: object
    zip: str = ''
    vat: str = ''
    phone: str = ''
    account: str = ''
    core_limit: int = 0
    contacts: int = 0


@dataclass
class Document:
    """An order with what became of it, an entry, or money.

    `units` are those of an order as a whole; `cents` stand on the receivable (of what does not
    stand there: its amount), `left` of them nobody matched.
    """

    n: int
    customer: Customer
    kind: str
    ordered: object = None
    delivered: object = None
    billed: object = None
    due: object = None
    units: int = 0
    cents: int = 0
    left: int = 0
    #: Names that Odoo would have given: of the order, and of the entry or payment.
    order_name: str = ''
    name: str = ''
    unit: int = UNIT

    def dollars(self, cents):
        return cents * (RATE if self.customer.euro else 1) / 100


@dataclass
class Match:
    claim: Document
    money: Document
    cents: int

    @property
    def day(self):
        return max(self.claim.billed, self.money.billed)


@dataclass
class Plan:
    today: object
    customers: list
    documents: list = field(default_factory=list)
    matches: list = field(default_factory=list)

    def of(self, *kinds):
        return [document for document in self.documents if document.kind in kinds]

    def add(self, customer, kind, cents=0, **values):
        document = Document(
            len(self.documents), customer, kind, cents=cents, left=cents, **values)
        self.documents.append(document)
        return document

    def match(self, claim, money, cents):
        """Allocate `cents` of money to a claim."""
        self.matches.append(Match(claim, money, cents))
        claim.left -= cents
        money.left -= cents


def pick(rng, odds):
    """Return one of the keys of ``{key: weight}``."""
    edges = list(accumulate(odds.values()))
    return list(odds)[bisect(edges, rng.random() * edges[-1])]
