"""What goes wrong in years of real books, planted on purpose among what customers do anyway."""

from datetime import timedelta

from .model import CREDITS, UNIT
from .orders import order


def add(made, rng):
    """Plant every fault; each on so many of a hundred customers, and on two at least."""
    regular = [customer for customer in made.customers if customer.kind == 'company']

    def some(percent, pool=regular):
        return rng.sample(pool, min(len(pool), max(2, len(regular) * percent // 100)))

    for percent, plant in PLANTED:
        for customer in some(percent):
            plant(made, customer, rng)
    _crumbs(made, some(4), rng)
    _twice(some(4))
    for customer in made.customers:
        if customer.kind in ('own', 'employee') or customer.kind == 'consumer' and customer.n % 2:
            _open_bill(made, customer, rng)


def _today(made, rng):
    day = made.today - timedelta(days=rng.randint(1, 60))
    return {'billed': day, 'due': day}


def _receipt(made, customer, rng):
    """Money that nobody matched, or matched in part."""
    long_ago = made.today - timedelta(days=70)
    owed = next((
        d for d in made.documents if d.customer is customer and d.units and d.left == d.cents
        and d.billed and d.billed < long_ago), None)
    money = made.add(
        customer, 'bank', **_today(made, rng), cents=(owed.cents if owed else customer.size * UNIT))
    if owed and rng.random() < 0.5:
        made.match(owed, money, owed.units // 2 * owed.unit)


def _credit(made, customer, rng):
    made.add(customer, 'refund', **_today(made, rng), cents=customer.size * UNIT)


def _in_suspense(made, customer, rng):
    made.add(customer, 'bank_line', **_today(made, rng), cents=customer.size * UNIT)


def _same_money_twice(made, customer, rng):
    """A payment that was written down, and its line on the bank statement."""
    day = _today(made, rng)
    for kind in ('payment', 'bank_line'):
        made.add(customer, kind, **day, cents=customer.size * UNIT)


def _crumbs(made, customers, rng):
    """Bills that were paid but for some cents: a bank's fee, a wrong digit."""
    chosen = {customer.n for customer in customers if not customer.euro}
    for match in made.matches:
        if match.claim.customer.n in chosen and match.money.kind == 'bank' and not match.claim.left:
            chosen.discard(match.claim.customer.n)
            missing = rng.randint(5, 90)
            match.cents -= missing
            match.money.cents -= missing
            match.claim.left += missing


def _opening(made, customer, rng):
    """A balance from the books before these: no due date, and paid in part or not at all."""
    day = made.today - timedelta(days=1100)
    claim = made.add(customer, 'opening', billed=day, cents=customer.size * 2 * UNIT)
    paid = rng.choice((0, 1, 2)) * customer.size * UNIT
    if paid:
        later = day + timedelta(days=rng.randint(20, 200))
        made.match(claim, made.add(customer, 'bank', billed=later, due=later, cents=paid), paid)


def balance(made, customer):
    """Return what a customer owes, in cents."""
    return sum(
        -d.left if d.kind in CREDITS else d.left for d in made.documents
        if d.customer is customer and (d.kind in CREDITS or d.billed and d.kind not in OFF_LEDGER))


#: Kinds with a date that are on no receivable account.
OFF_LEDGER = ('payment', 'bank_line')


def _overpaid(made, customer, rng):
    """Paid what somebody else owes: more than all that is open."""
    made.add(customer, 'bank', **_today(made, rng),
             cents=max(balance(made, customer), 0) + customer.size * UNIT)


def _dead(made, customer, rng):
    """An order whose rest nobody wants any more, and nobody closed."""
    day = made.today - timedelta(days=rng.randint(400, 1000))
    kind = rng.choice(('part', 'undelivered', 'unbilled'))
    dead = order(made, customer, kind, day, customer.size, rng)
    if dead.billed:
        paid = dead.due + timedelta(days=10)
        made.match(dead, made.add(customer, 'bank', billed=paid, due=paid, cents=dead.cents),
                   dead.cents)


def _twice(customers):
    """Make pairs of one customer: by tax number, bank account, phone, or name and zip."""
    pairs = zip(customers[::2], customers[1::2], strict=False)
    for number, (one, other) in enumerate(pairs):
        if number % 4 == 0:
            one.vat = one.vat or f'US{900000000 + one.n}'
            other.vat = f'{one.vat[:2].lower()} {one.vat[2:5]}-{one.vat[5:]}'
        elif number % 4 == 1:
            one.account = one.account or f'{9000000000 + one.n}'
            other.account = f'{one.account[:4]} {one.account[4:]}'
        elif number % 4 == 2:
            one.phone = one.phone or f'+1 555 {90000000 + one.n}'
            other.phone = f'(0){one.phone[-8:-4]}-{one.phone[-4:]}'
        else:
            other.name, other.zip = one.name.upper().replace(' ', '  '), f' {one.zip}'


def _open_bill(made, customer, rng):
    """A bill that is open, so that there is something to see."""
    day = made.today - timedelta(days=rng.randint(25, 80))
    order(made, customer, 'service', day, 8, rng)


#: On how many of a hundred customers what is planted.
PLANTED = (
    (3, _receipt), (1, _credit), (2, _in_suspense), (1, _same_money_twice), (2, _opening),
    (1, _overpaid), (2, _dead),
)
