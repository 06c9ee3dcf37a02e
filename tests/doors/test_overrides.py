"""Where we stand among the overrides of other apps: what a held order relies on."""

from pathlib import Path

import pytest

CHAINS = Path(__file__).with_name('chains.py')


@pytest.fixture(scope='module')
def chains(farm):
    return farm.database.call_script(CHAINS, 'chains')


def before(chain, first, second):
    """Tell whether `first` is called before `second`."""
    return chain.index(first) < chain.index(second)


def test_what_is_written_first_is_taken_back_by_the_savepoint_around_all_of_it(chains):
    """Points are added before the gate is asked, registrations and projects after."""
    chain = chains['sale.order.action_confirm']
    assert set(chain) >= {'sale_loyalty', 'event_sale', 'sale_project', 'website_sale', 'sale'}
    assert 'credit_management' not in chain, "a refusal there would stop only what is inside"


def test_the_counter_door_stands_before_every_app(chains):
    assert chains['door'] is True


def test_the_gate_is_asked_when_other_apps_have_written(chains):
    """Ours runs after theirs returned, or theirs after ours let it pass; none writes a state."""
    chain = chains['sale.order.write']
    ours = [place for place, name in enumerate(chain) if name == 'credit_management']
    assert ours and ours[-1] < chain.index('sale_stock')
    assert before(chains['sale.order.create'], 'credit_management', 'sale')
    assert before(chains['sale.order.line.create'], 'sale_project', 'credit_management')
    assert before(chains['sale.order.line.create'], 'credit_management', 'sale_stock')


def test_signatures_and_payments_reach_our_door_before_anybody_acts_on_them(chains):
    assert chains['sale.order._validate_order'][0] == 'credit_management'
    assert chains['payment.transaction._check_amount_and_confirm_order'][0] == 'credit_management'
    assert chains['payment.transaction._set_pending'][0] == 'credit_management'


def test_pay_on_site_post_processes_before_us_so_it_must_find_no_draft(chains):
    chain = chains['payment.transaction._post_process']
    assert {'website_sale_collect', 'delivery'} <= set(chain)
    assert 'credit_management' not in chain
