"""H24: with a line past the insurer's maximum extension nothing more is delivered insured."""

from samples import document, facts, policy, sentence

from credit_management.tools.breaches import evaluate


def judge(days, extension, checkpoint='order_confirm', **document_values):
    rules = policy(severity='hold')
    rules['rules'] = {'H24': rules['rules']['H24']}
    return evaluate(
        facts(overdue_days=days, overdue_amount=9_000.0, overdue_oldest_ref='INV/7',
              insurance={'extension': extension}),
        document(10_000.0, checkpoint=checkpoint, **document_values), rules, checkpoint)


def test_the_last_day_of_the_extension_passes():
    assert judge(60, 60).verdict == 'ok'
    assert judge(61, 60).verdict == 'hold'


def test_who_is_not_insured_passes():
    assert judge(400, None).passed == ['H24']


def test_what_was_past_it_when_the_order_passed_is_no_news_at_delivery():
    known = {'overdue_days': 65, 'exposure': 1.0}
    assert judge(70, 60, 'delivery', total=10_000.0, passed=known).verdict == 'ok'
    assert judge(70, 60, 'delivery', total=10_000.0, passed={'overdue_days': 3}).verdict == 'hold'


def test_what_is_said():
    (breach,) = judge(75, 60).breaches
    assert "INV/7 is 75 days late" in sentence(breach)
    assert "insurer" not in sentence(breach, 'sales')
    assert breach.cure == {'kind': 'pay', 'amount': 9_000.0}
