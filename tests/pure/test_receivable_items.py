"""Deliveries and the lines that ask for them: nothing is lost, nothing counted twice."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.receivable_items import (
    billed,
    line_parts,
    open_parts,
    shared,
    unbilled,
)


@pytest.mark.parametrize(
    ('amount', 'weights', 'unit', 'parts'),
    [
        (100, {'A': 1, 'B': 1, 'C': 1}, 0.01, {'A': 33.34, 'B': 33.33, 'C': 33.33}),
        (-100, {'A': 1, 'B': 1, 'C': 1}, 0.01, {'A': -33.34, 'B': -33.33, 'C': -33.33}),
        (10, {'A': 1, 'B': 2}, 1, {'A': 3, 'B': 7}), (1, {'A': 1, 'B': 1}, 1, {'A': 1, 'B': 0}),
        (100, {'A': 300, 'B': 100}, 0.01, {'A': 75, 'B': 25}), (0, {'A': 1}, 0.01, {'A': 0}),
        (5, {'A': 1, 'B': 0, 'C': -4}, 0.01, {'A': 5}), (0, {}, 0.01, {}), (0, {'A': 0}, 0.01, {}),
        (0.005, {'A': 1, 'B': 1}, 0.01, {'A': 0.005, 'B': 0}),
        (2, {'B': 1, 'A': 1, 'C': 1}, 1, {'A': 1, 'B': 1, 'C': 0}),
    ],
)
def test_parts_add_up(amount, weights, unit, parts):
    assert shared(amount, weights, unit) == {key: Fraction(str(one)) for key, one in parts.items()}


def test_what_nobody_bears_is_an_error():
    with pytest.raises(ValueError, match="cannot be shared"):
        shared(1, {'A': 0})


def test_one_delivery_on_two_invoices():
    first = line_parts({'OUT/1': 600}, {'INV/1': 600})
    second = line_parts({'OUT/1': 400}, {'INV/2': 400})
    assert {**first, **second} == {('OUT/1', 'INV/1'): 600, ('OUT/1', 'INV/2'): 400}
    assert unbilled(1_000, 0, 600) == 400
    assert unbilled(1_000, 0, 1_000) == 0


def test_two_deliveries_on_one_monthly_invoice_in_two_instalments():
    found = line_parts({'OUT/1': 300, 'OUT/2': 700}, {'L1': 500, 'L2': 500})
    assert found == {
        ('OUT/1', 'L1'): 150, ('OUT/2', 'L1'): 350, ('OUT/1', 'L2'): 150, ('OUT/2', 'L2'): 350}
    assert open_parts(found, {'L1': 0, 'L2': 100}) == {
        ('OUT/1', 'L1'): 0, ('OUT/2', 'L1'): 0, ('OUT/1', 'L2'): 30, ('OUT/2', 'L2'): 70}
    assert open_parts(found, {})[('OUT/1', 'L1')] == 0


def test_a_return_before_the_invoice():
    assert unbilled(1_000, 250, 0) == 750
    assert unbilled(1_000, 1_000, 0) == 0
    assert unbilled(1_000, 250, 1_000) == 0


def test_a_service_is_its_own_item():
    assert line_parts({}, {'L1': 500}) == {(None, 'L1'): 500}
    assert line_parts({'OUT/1': 0}, {'L1': 500}) == {(None, 'L1'): 500}
    assert line_parts({'OUT/1': -5, 'OUT/2': 1}, {'L1': 500}) == {('OUT/2', 'L1'): 500}


def test_yen_have_no_cents():
    assert open_parts({('A', 'L'): 1, ('B', 'L'): 1}, {'L': 5}, 1) == {('A', 'L'): 3, ('B', 'L'): 2}
    assert line_parts({'A': 1, 'B': 1}, {'L': 5}, 1) == {('A', 'L'): 3, ('B', 'L'): 2}


money = st.decimals(-10_000, 10_000, places=2)
weights = st.dictionaries(st.sampled_from('ABCDE'), st.decimals('0.01', 1_000, places=2), min_size=1)


@given(money, weights)
def test_nothing_is_lost(amount, given_weights):
    found = shared(amount, given_weights)
    whole = sum(map(Fraction, given_weights.values()))
    assert sum(found.values()) == Fraction(amount)
    for key, part in found.items():
        fair = Fraction(amount) * Fraction(given_weights[key]) / whole
        assert abs(part - fair) < Fraction(1, 100)
        assert part * 100 == int(part * 100)


@given(weights, st.dictionaries(st.sampled_from(['L1', 'L2']), st.decimals('0.01', 900, places=2),
                                min_size=1), st.fractions(0, 1, max_denominator=50))
def test_what_is_open_is_never_more_than_its_part(deliveries, lines, share):
    parts = line_parts(deliveries, lines)
    opens = {line: Fraction(int(Fraction(amount) * share * 100), 100) for line, amount in lines.items()}
    found = open_parts(parts, opens)
    for line, amount in opens.items():
        assert sum(part for (_one, of), part in found.items() if of == line) == amount
    assert all(0 <= part <= parts[key] for key, part in found.items())


@pytest.mark.parametrize(
    ('deliveries', 'bills', 'parts', 'left'),
    [
        # One delivery on two bills, two on one, a part of the second still to bill.
        ([('p', 10, 0)], [('a', 6, 0), ('b', 4, 0)], {('a', 'p'): 6, ('b', 'p'): 4}, {'p': 0}),
        ([('p', 10, 0), ('q', 5, 0)], [('a', 12, 0)], {('a', 'p'): 10, ('a', 'q'): 2},
         {'p': 0, 'q': 3}),
        # Returned before the bill: it asks for less. Returned after it: it stays where it is.
        ([('p', 10, 2)], [('a', 8, 0)], {('a', 'p'): 8}, {'p': 0}),
        ([('p', 10, 2)], [('a', 10, 0)], {('a', 'p'): 10}, {'p': 0}),
        ([('p', 10, 10)], [], {}, {}),
        # Credited and billed anew: both bills are about the same delivery.
        ([('p', 10, 0)], [('a', 10, 10), ('b', 10, 0)], {('a', 'p'): 10, ('b', 'p'): 10}, {'p': 0}),
        # Credited for goodwill, or at a lower price: nothing came back, nothing is to be billed.
        ([('p', 10, 0)], [('a', 10, 10)], {('a', 'p'): 10}, {'p': 0}),
        ([('p', 10, 4)], [('a', 10, 10)], {('a', 'p'): 10}, {'p': 0}),
        # All of it came back and was credited, half of it left again.
        ([('p', 10, 10), ('q', 5, 0)], [('a', 10, 10)], {('a', 'q'): 5, ('a', 'p'): 5}, {'q': 5}),
        # Returned and credited; the next bill asks for the next delivery.
        ([('p', 10, 2), ('q', 5, 0)], [('a', 10, 2), ('b', 5, 0)],
         {('a', 'p'): 8, ('a', 'q'): 2, ('b', 'q'): 5}, {'p': 0, 'q': 0}),
        # Billed before anything left.
        ([], [('a', 10, 0)], {}, {}), ([('p', 4, 0)], [('a', 10, 0)], {('a', 'p'): 4}, {'p': 0}),
    ],
)
def test_bills_are_about_what_was_delivered_first(deliveries, bills, parts, left):
    assert billed(deliveries, bills) == (parts, left)


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 25)), max_size=6),
    st.lists(st.integers(0, 20), max_size=6),
)
def test_no_quantity_is_billed_twice_or_lost(quantities, bills):
    deliveries = [(number, *pair) for number, pair in enumerate(quantities)]
    parts, left = billed(deliveries, [(number, one, 0) for number, one in enumerate(bills)])
    for number, (out, back) in enumerate(quantities):
        own = sum(part for (_bill, key), part in parts.items() if key == number)
        assert own <= out
        if out > back:
            assert max(out - back - own, 0) == left[number]
    assert sum(parts.values()) == min(sum(out for out, _back in quantities), sum(bills))
