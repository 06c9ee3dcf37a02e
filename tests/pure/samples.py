"""Facts, documents and policies for pure tests: the figures of the wireframes."""

from datetime import date, timedelta

from credit_management import rules
from credit_management.tools.aging_grades import GRADES, effective_grade, grade_of
from credit_management.tools.breaches import Document, evaluate

TODAY = date(2026, 11, 23)


class PlainFormatter(rules.Formatter):
    """Prints dates without Odoo, whether it is there or not."""

    def date(self, value):
        return str(value)


class PlainEnv:
    """Stands for an environment whose language is English."""

    lang = 'en_US'

    def _(self, source, **values):
        return source % values if values else source


def facts(**changes):
    values = {
        'rounding': 0.01,
        'currency': 'EUR',
        'limit_mode': 'limited',
        'standing': 'normal',
        'partner_standing': None,
        'grade': None,
        'exposure': 488_000.0,
        'components': {},
        'effective_limit': 500_000.0,
        'base_limit': 500_000.0,
        'overdue_days': 0,
        'overdue_amount': 0.0,
        'ar': 350_000.0,
        'in_transit': 0.0,
        'in_transit_counts': True,
        'unallocated': 0.0,
        'today': TODAY,
        'limit_valid_until': None,
        'review_date': None,
        'approved_term': "Net 60",
        'prepayment_percent': 0.0,
        'insurance': {'extension': None},
        'bureau_reports': 1,
        'bureau_age': 12,
        'bureau_fresh_days': 90,
        'bureau_name': "Creditsafe",
        'bureau_as_of': date(2026, 11, 11),
        'bureau_events': [],
        'bureau_event_ids': [],
        'demand_last': 0,
        'aging_grade': None,
        'aging_grade_by_days': None,
        'aging_days': 0,
        'aging_ladder': [],
        'aging_override': None,
        'danger_score': 0,
        'danger_level': 'normal',
        'danger_codes': [],
        'danger_stops': [],
        'danger_of': 'invoice',
        'danger_officer': "Li Na",
        'group': {},
    }
    return {**values, **changes}


def aged(days, amount=50_000.0, override=None, **changes):
    """Return facts of a customer who owes `amount`, all of it `days` late."""
    by_days = grade_of(days)
    ladder = [
        {
            'code': grade.code, 'first': grade.first, 'due_upto': TODAY - timedelta(days=grade.first),
            'open': amount if days >= grade.first else 0.0,
        } for grade in GRADES[1:]
    ]
    late = {'overdue_days': days, 'overdue_amount': amount, 'overdue_oldest_ref': 'INV/0815'}
    decided = override and {
        'grade': override, 'decided_at': by_days, 'date': date(2026, 11, 3), 'user': "Wang",
        'reason': "broken promise", 'cause': 'judgement',
    }
    return facts(**{
        **(late if days > 0 else {}), 'aging_grade_by_days': by_days,
        'aging_grade': effective_grade(by_days, override, by_days), 'aging_days': max(days, 0),
        'aging_ladder': ladder, 'aging_override': decided, **changes,
    })


def grouped(others=900_000.0, limit=1_000_000.0, kind='pool', **changes):
    """Return the fact of a credit group with one ceiling."""
    return {
        'id': 1, 'name': "Acme Holding", 'ended': None, 'stopped': 0,
        'bounds': [{'kind': kind, 'others': others, 'limit': limit}], **changes,
    }


def bureau_event(number=1, level='stop', **changes):
    return {
        'id': number, 'kind': 'insolvency', 'level': level, 'text': None, 'bureau': "Creditsafe",
        'as_of': date(2026, 11, 11), 'opened_on': date(2026, 11, 3), 'of': 'invoice', **changes,
    }


def document(amount=12_000.0, **changes):
    values = {
        'res_model': 'sale.order',
        'res_id': 1,
        'checkpoint': 'order_confirm',
        'amount': amount,
        'total': amount,
        'term': "Net 60",
        'term_due': TODAY + timedelta(days=60),
        'approved_due': TODAY + timedelta(days=60),
    }
    return Document(**{**values, **changes})


def policy(*codes, severity=None, at_or_above=False, ignore_total_percent=0.0, **params):
    """Return a policy of rules `codes` (default: all) with the figures of a new policy."""
    chosen = [rule for rule in rules.configurable_rules() if not codes or rule.code in codes]
    return {
        'id': 1,
        'version': 1,
        'at_or_above': at_or_above,
        'ignore_line_below': 1.0,
        'ignore_total_percent': ignore_total_percent,
        'rules': {rule.code: _settings(rule, severity, params) for rule in chosen},
    }


def _settings(rule, severity, params):
    severities = dict.fromkeys(rule.checkpoints, severity) if severity else rule.default_severity
    own = {parameter.name: parameter.default for parameter in rule.parameters}
    own.update({name: value for name, value in params.items() if name in own})
    return {'severity': dict(severities), 'params': own}


def sentence(item, audience='officer', **options):
    return rules.sentence(item, formatter(audience, **options))


def formatter(audience='officer', **options):
    return PlainFormatter(PlainEnv(), audience, **options)


def judge(code, case_facts, case_document=None, checkpoint='order_confirm', **options):
    options.setdefault('severity', 'hold')
    return evaluate(case_facts, case_document or document(), policy(code, **options), checkpoint)


def breach(code, *args, **options):
    verdict = judge(code, *args, **options)
    assert len(verdict.breaches) == 1, verdict
    return verdict.breaches[0]


def passes(code, *args, **options):
    verdict = judge(code, *args, **options)
    return verdict.passed == [code]
