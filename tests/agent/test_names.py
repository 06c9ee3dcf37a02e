"""Names rank and are a floor; the figures show why they never bind."""

import pytest

from sync_agent.match import names


@pytest.mark.parametrize(('one', 'other', 'same_firm'), [
    ("Acme Trading Ltd", "Acme Trading (UK) Ltd", False),
    ("北京样本科技有限公司", "北京样本网络技术有限公司", False),
    ("上海样本国际贸易有限公司", "上海样本国际贸易有限公司浦东分公司", False),
    ("（杭州）样本网络技术有限公司", "样本（杭州）网络技术有限公司", True),
    ("Probe S.p.A.", "PROBE SPA", True),
    ("Société Témoin SARL", "Societe Temoin", True),
    ("The Probe Company Limited", "Probe", True),
])
def test_no_threshold_tells_true_pairs_from_false_ones(one, other, same_firm):
    # All of these pass the floor: which is why the floor binds nothing.
    assert names.similarity(one, other) >= names.FLOOR, same_firm


@pytest.mark.parametrize(('one', 'other'), [
    ("Probe Trading Ltd", "Zenith Foods plc"), ("北京样本科技有限公司", "广州明珠食品有限公司"),
    ("", "Probe"),
])
def test_other_names_stay_below_the_floor(one, other):
    assert names.similarity(one, other) < names.FLOOR


def test_order_and_legal_form_do_not_count():
    assert names.similarity("Trading Probe GmbH", "Probe Trading AG") == 1.0


@pytest.mark.parametrize(('name', 'found'), [
    ("上海样本国际贸易有限公司浦东分公司", True), ("Probe GmbH Zweigniederlassung Wien", True),
    ("Probe Branch Office", True), ("Branchenverlag GmbH", False), ("上海样本有限公司", False),
])
def test_branches_are_known_by_their_name(name, found):
    assert names.is_branch(name) == found


@pytest.mark.parametrize(('name', 'found'), [
    ("AB Ltd", False), ("3M Co", False), ("Probe", True), ("样本", True), ("样", False),
])
def test_short_names_are_not_worth_a_paid_search(name, found):
    assert names.is_distinctive(name) == found


def test_words_are_found_in_both_scripts():
    assert names.tokens(["Probe Trading Ltd", "样本贸易有限公司"]) == [
        'probe', 'trading', '本贸', '样本', '贸易']
