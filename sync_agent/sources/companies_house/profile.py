"""What profile, cases and charges of Companies House mean together. Pure."""

#: The one kind of liquidation in which everybody is paid.
SOLVENT = 'members-voluntary-liquidation'
STRIKE_OFF = 'active-proposal-to-strike-off'
#: Dates of a case that end it, in the register's own specification.
ENDS = frozenset({
    'administration-discharged-on', 'administration-ended-on', 'case-end-on',
    'concluded-winding-up-on', 'dissolved-on', 'moratorium-ended-on',
    'voluntary-arrangement-ended-on',
})
#: A date that may still be ahead.
_AHEAD = 'due-to-be-dissolved-on'
_ACTIVE = ('active', 'open', 'registered')
#: The second one has been seen where the third should be.
_COUNTS = ('total_count', 'unfiltered_count', 'unfiletered_count')


def prepare(document, today):
    """Put status, cases and charges where the map finds them.

    :param today: the day of retrieval; an end that lies after it has not come
    """
    profile = document['profile']
    cases = cases_of(document.get('insolvency'), profile.get('company_status'), today)
    document['status'] = status_of(profile, cases)
    document['words'] = ', '.join(
        word for word in (profile.get('company_status'), profile.get('company_status_detail'))
        if word)
    if profile.get('sic_codes') is not None:
        document['activity'] = [{'code': code} for code in profile['sic_codes']]
    charges = document.get('charges') or {}
    document['happened'] = [*cases, *map(charge_of, charges.get('items') or ())]
    count = next((charges[name] for name in _COUNTS if charges.get(name) is not None), None)
    if count is not None:
        document['charge_count'] = count


def status_of(profile, cases):
    """Return the word that the table of statuses has for all that is known."""
    status = profile.get('company_status')
    if status in _ACTIVE and profile.get('company_status_detail') == STRIKE_OFF:
        return STRIKE_OFF
    if status == 'liquidation':
        going_on = [case for case in cases if case['closed_on'] is None] or cases
        if any(case['kind'] == 'insolvency' for case in going_on):
            return 'insolvency-proceedings'
    return status


def cases_of(insolvency, status, today):
    return [case_of(place, case, status, today)
            for place, case in enumerate((insolvency or {}).get('cases') or ())]


def case_of(place, case, status, today):
    """Return a case as an event of the contract."""
    kind = case.get('type') or ''
    dates = {row.get('type'): row.get('date') for row in case.get('dates') or () if row.get('date')}
    ends = [day for word, day in dates.items() if word in ENDS and day <= today.isoformat()]
    begins = [day for word, day in dates.items() if word not in ENDS and word != _AHEAD]
    # Nobody says that the case of a company that is active is over, or that it is not.
    going_on = 'unknown' if status in _ACTIVE else 'open'
    return {
        'key': f"insolvency-{case.get('number') or place}", 'kind': kind_of(kind),
        'status': 'closed' if ends else going_on,
        'opened_on': min(begins, default=None), 'closed_on': max(ends, default=None),
        'case_no': case.get('number'), 'text': kind}


def kind_of(case_type):
    if case_type == SOLVENT:
        return 'liquidation_solvent'
    # Grave, and no insolvency.
    return 'moratorium' if 'moratorium' in case_type else 'insolvency'


def charge_of(charge):
    """Return a charge as an event; whoever is entitled by it may be a person and is left out."""
    satisfied = charge.get('satisfied_on')
    return {
        'key': charge.get('charge_code') or
        f"charge-{charge.get('created_on')}-{charge.get('delivered_on')}",
        'kind': 'charge', 'status': 'closed' if satisfied else 'open',
        'opened_on': charge.get('created_on'), 'closed_on': satisfied,
        'case_no': charge.get('charge_code'), 'text': charge.get('status')}
