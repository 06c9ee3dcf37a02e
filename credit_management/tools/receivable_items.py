"""Receivable items and maturity lines: which part of which line is of which delivery. Pure.

One delivery may come on two invoices, two deliveries on one monthly invoice, an invoice may fall due
in instalments (`practice.md` F3). Parts are by amount, exact to the currency's smallest unit, and add
up: what is open of a line is shared by its items, none of it is lost.
"""

from .exact import exact

#: Smallest unit of most currencies.
CENT = exact(0.01)


def shared(amount, weights, unit=CENT):
    """Return ``{key: part}`` of `amount` by `weights`, whole units that add up to it.

    Units left over by rounding go to the largest remainders, then by key; the rest of an amount
    that is no whole unit itself goes with the first part. Weights below 0 count as 0.

    :param weights: ``{key: weight}``; :raises ValueError: there is an amount and nobody to bear it
    """
    amount, unit = exact(amount), exact(unit)
    weights = {key: exact(weight) for key, weight in weights.items() if exact(weight) > 0}
    whole = sum(weights.values())
    if not weights:
        if amount:
            raise ValueError(f"{amount} cannot be shared: nothing has a weight.")
        return {}
    sign, units = (-1 if amount < 0 else 1), abs(amount) / unit
    wanted = {key: int(units) * weight / whole for key, weight in weights.items()}
    parts = {key: int(count) for key, count in wanted.items()}
    order = sorted(weights, key=lambda key: (parts[key] - wanted[key], str(key)))
    for key in order[:int(units) - sum(parts.values())]:
        parts[key] += 1
    result = {key: sign * count * unit for key, count in parts.items()}
    result[order[0]] += amount - sum(result.values())
    return result


def line_parts(deliveries, lines, unit=CENT):
    """Return ``{(delivery, line): amount}``: an invoice's lines, shared by its deliveries.

    :param deliveries: ``{delivery: amount of it on this invoice}``; none: a service, the invoice is
        its own item under the key None
    :param lines: ``{line: amount}`` of the invoice's maturity lines
    """
    weights = {key: amount for key, amount in deliveries.items() if exact(amount) > 0} or {None: 1}
    return {
        (delivery, line): part
        for line, amount in lines.items() for delivery, part in shared(amount, weights, unit).items()
    }


def open_parts(parts, opens, unit=CENT):
    """Return ``{(delivery, line): open part}``: what is open of each line, by the items' parts.

    :param parts: as `line_parts` of all invoices; :param opens: ``{line: open amount}``
    """
    by_line = {}
    for (delivery, line), amount in parts.items():
        by_line.setdefault(line, {})[delivery] = amount
    return {
        (delivery, line): part
        for line, weights in by_line.items()
        for delivery, part in shared(opens.get(line, 0), weights, unit).items()
    }


def unbilled(delivered, returned, invoiced):
    """Return what of a delivery is not on any invoice: delivered, less returns, less invoiced.

    Nothing if that is below 0: a return after the invoice is a credit note to come.
    """
    return max(exact(delivered) - exact(returned) - exact(invoiced), exact(0))


def billed(deliveries, bills):
    """Return ``({(bill, delivery): quantity}, {delivery: quantity on no bill})`` of one order line.

    Bills are about what was delivered first. What came back is billed last of all: a bill of before
    the return stays with its delivery, one of after it asks for the next. A credited part of a bill
    makes room for the bill that takes its place; it is to be billed again only as far as goods came
    back: a note for goodwill or a lower price asks for no other bill (as `exposure/order_lines.py`
    reckons). What no delivery bears is in neither.

    :param deliveries: ``[(delivery, delivered, returned)]``, the oldest first
    :param bills: ``[(bill, quantity, of it credited)]``, the oldest first
    """
    back = {key: min(exact(back), exact(out)) for key, out, back in deliveries}
    kept = _slots((key, exact(out) - back[key]) for key, out, _back in deliveries)
    slots = kept + _slots(back.items(), kept[-1][2] if kept else exact(0))
    found, begin = {}, exact(0)
    for bill, quantity, credited in bills:
        end = begin + exact(quantity)
        for key, first, last in slots:
            part = min(end, last) - max(begin, first)
            if part > 0:
                found[bill, key] = found.get((bill, key), 0) + part
        begin = max(end - max(exact(credited), exact(0)), begin)
    upto = sum((exact(one) for _bill, one, _credited in bills), exact(0)) - min(
        sum((max(exact(credited), exact(0)) for *_bill, credited in bills), exact(0)),
        sum(back.values(), exact(0)))
    return found, {
        key: max(last - max(upto, first), exact(0)) for key, first, last in kept
    }


def _slots(quantities, upto=CENT * 0):
    """Return ``[(key, from, to)]`` of quantities in a row."""
    found = []
    for key, quantity in quantities:
        if quantity > 0:
            found.append((key, upto, upto + quantity))
            upto += quantity
    return found
