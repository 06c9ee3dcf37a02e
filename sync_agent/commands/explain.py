"""`explain`: why a customer has the reports that he has, or none."""

import datetime as dt
from decimal import Decimal

import orjson

from ..checkpoint.outbox import report_body
from ..errors import ConfigError
from ..match import Ladder
from ..normalise import Normal
from ..records import Report, substance_hash


def explain(config, state, text):
    """Return everything the agent knows of a customer, JSON-ready.

    :param text: an id, or a part of the name that only one customer has
    """
    found = state.partners.search(text)
    if len(found) != 1:
        names = ', '.join(f"{row['name']} ({row['id']})" for row in found)
        raise ConfigError(f"{text!r} is nobody." if not found else
                          f"{text!r} may be {names}. Say the id.")
    partner = found[0]
    return {
        'customer': {name: partner[name] for name in ('id', 'name', 'country', 'city', 'postcode')},
        'other names': orjson.loads(partner['names']),
        'identifiers': [
            {'scheme': row['scheme'], 'value': row['value'], 'valid': tell_valid(row['valid'])}
            for row in state.partners.identifiers(partner['id'])],
        'bound to': pairs(state.partners.refs_of(partner['id'])),
        'refused': pairs(state.partners.refs_of(partner['id'], 'rejected')),
        'not asked for': [
            {'source': row['source'], 'reason': row['reason'], 'until': day(row['valid_until'])}
            for row in state.misses.of_partner(partner['id'])],
        'answers': [
            {'source': row['source'], 'product': row['product'], 'ref': row['provider_ref'],
             'retrieved': day(row['retrieved_at']),
             'next': next_day(config, row)} for row in state.raw.of_partner(partner['id'])],
        'reports': [explain_report(config, state, row)
                    for row in state.outbox.reports_of(partner['id'])],
        'set aside': [
            {'id': row['id'], 'source': row['source'], 'code': row['code'], 'path': row['path'],
             'message': row['message']} for row in set_aside(state, partner['id'])],
    }


def explain_report(config, state, row):
    """Say what the last report holds, and which step of the ladder it takes today."""
    body = report_body(row)
    wire = Report.model_validate_json(orjson.dumps(body)).wire()
    verdict = Ladder(state.partners).match(Normal('', wire, substance_hash(wire), {}))
    scales = config.all_scales()
    return {
        'bureau': row['provider'], 'product': row['product'], 'ref': row['provider_ref'],
        'name': body['subject']['legal_name'], 'as of': row['as_of'], 'outcome': row['outcome'],
        'step': verdict.step, 'evidence': verdict.evidence,
        'scores': [{
            'code': score['code'], 'raw': score.get('raw'), 'state': score['state'],
            'grade': grade_of(scales, score)} for score in body.get('scores') or ()],
        'issues': [f"{issue['code']} at {issue['path']}" for issue in body.get('issues') or ()],
    }


def grade_of(scales, score):
    """Return the grade by the one scale that has a score's ends, direction and dimension."""
    ends = tuple(None if score.get(name) is None else Decimal(score[name])
                 for name in ('raw_min', 'raw_max'))
    found = [scale for scale in scales.values()
             if (scale.min, scale.max) == ends and scale.direction == score['direction']
             and scale.dimension == score['dimension']]
    return found[0].grade(score.get('raw')) if len(found) == 1 else None


def set_aside(state, partner_id):
    """Return what the quarantine holds about the subjects that are bound to a customer."""
    refs = {(row['provider'], row['provider_ref']) for row in state.partners.refs_of(partner_id)}
    return [row for row in state.quarantine.find()
            if (row['provider'], row['provider_ref']) in refs]


def next_day(config, row):
    """Return when an answer is asked for again."""
    days = config.sources.get(row['source'], {}).get('refresh_days', 30)
    return day(row['retrieved_at'] + days * 86400)


def pairs(rows):
    return [{'bureau': row['provider'], 'ref': row['provider_ref']} for row in rows]


def tell_valid(valid):
    return 'not checkable' if valid is None else bool(valid)


def day(moment):
    return dt.datetime.fromtimestamp(moment, dt.timezone.utc).date().isoformat()
