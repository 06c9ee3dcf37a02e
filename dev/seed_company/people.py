"""Who the customers of a seeded company are."""

from datetime import timedelta

from .habits import HABITS, SPANS
from .model import Customer, pick

SELLERS = 6
FIRST = (
    "Alder", "Amber", "Anchor", "Arden", "Aspen", "Beacon", "Birch", "Bolton", "Bramble",
    "Bridge", "Bristol", "Canal", "Cedar", "Chester", "Clover", "Coast", "Copper", "Corner",
    "Crescent", "Crown", "Delta", "Dover", "Eagle", "Eastern", "Elm", "Falcon", "Ferry",
    "Forge", "Garden", "Granite", "Grove", "Harbour", "Hazel", "Heron", "Hill", "Iron",
    "Juniper", "Kings", "Lake", "Linden", "Maple", "Meadow", "Mill", "Northern", "Oak",
    "Orchard", "Pine", "River", "Silver", "Stone",
)
SECOND = (
    "Bakery", "Bearings", "Boats", "Bricks", "Cables", "Carpets", "Castings", "Ceramics",
    "Chemicals", "Clinics", "Coatings", "Cranes", "Dairy", "Electric", "Elevators", "Farms",
    "Filters", "Foods", "Foundry", "Freight", "Fittings", "Garages", "Glass", "Hotels",
    "Interiors", "Labels", "Lighting", "Logistics", "Marine", "Motors", "Paints", "Paper",
    "Plastics", "Printing", "Pumps", "Roofing", "Steel", "Textiles", "Tools", "Valves",
)
FORMS = ("Ltd", "Inc", "GmbH")
#: Days of credit -> how many of a hundred customers have them.
TERMS = {0: 8, 15: 12, 30: 55, 45: 10, 60: 15}
#: Usual orders of a customer a month, and how many of a hundred order so often.
PACES = {0.25: 40, 0.6: 35, 1.2: 17, 3.0: 7, 6.0: 1}


def people(today, count, rng):
    """Return `count` customers: own company and employees first, then consumers and companies."""
    employees = min(SELLERS, max(2, count // 300))
    kinds = ['own', *['employee'] * employees, *['consumer'] * (count // 25)]
    kinds += ['company'] * (count - len(kinds))
    return [_customer(n, kind, today, rng) for n, kind in enumerate(kinds)]


def _customer(n, kind, today, rng):
    habit = pick(rng, HABITS) if kind in ('company', 'consumer') else 'late'
    is_euro = kind == 'company' and rng.random() < 0.06
    first, last = _span(today, habit, rng)
    pace = pick(rng, PACES) if kind == 'company' else 0.3
    size = max(8, round(rng.lognormvariate(3.8, 1.0))) if kind == 'company' else 8
    return Customer(
        n, kind, habit, name(n, kind, is_euro), is_euro, pick(rng, TERMS), rng.randrange(SELLERS),
        size, pace, first, last, **_identity(n, kind, is_euro, rng),
        core_limit=_core_limit(kind, size, pace, rng),
        contacts=rng.randint(1, 2) if kind == 'company' and rng.random() < 0.2 else 0,
    )


def _span(today, habit, rng):
    """Return the days of the first and the last order."""
    share, begin, end = pick(rng, {span: span[0] for span in SPANS})
    if habit in ('stopped', 'lost', 'drifting'):
        begin, end = (900, 1095), {'stopped': (30, 60), 'lost': (330, 400)}.get(habit, (0, 0))
    return (today - timedelta(days=rng.randint(*begin)), today - timedelta(days=rng.randint(*end)))


def name(n, kind, is_euro):
    if kind == 'own':
        return "Harbour Services"
    if kind in ('employee', 'consumer'):
        return f"{FIRST[n % 50]} {SECOND[n // 50 % 40][:-1]}son {n}"
    form = FORMS[2 if is_euro else n % 2]
    return f"{FIRST[n % 50]} {SECOND[n // 50 % 40]} {n // 2000 + 1 if n >= 2000 else ''}{form}"


def _identity(n, kind, is_euro, rng):
    """Return what nobody else has: zip, tax number, phone, bank account."""
    known = {'zip': f'{10000 + n * 7 % 90000}'}
    if kind == 'company' and rng.random() < 0.85:
        known['vat'] = f"{'DE' if is_euro else 'US'}{100000000 + n * 37}"
    if kind in ('company', 'consumer') and rng.random() < 0.9:
        known['phone'] = f'+{49 if is_euro else 1} 555 {20000000 + n * 13}'
    if kind == 'company' and rng.random() < 0.4:
        known['account'] = f'{4000000000 + n * 17}'
    return known


def _core_limit(kind, size, pace, rng):
    """Return what somebody once typed into Odoo's own field: a quarter have it."""
    if kind != 'company' or rng.random() >= 0.25:
        return 0
    return max(500, round(size * pace * 12 * rng.uniform(0.5, 3), -2))
