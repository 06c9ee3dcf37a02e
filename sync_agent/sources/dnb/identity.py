"""Who an organization is."""

from .values import block, text

#: Types of register numbers; others are kept as `other` under the bureau's own name for them.
_TYPES = {'2541': 'reg_no', '2550': 'vat'}


def country_of(organization):
    return (text(organization.get('countryISOAlpha2Code'))
            or text(block(organization, 'primaryAddress', 'addressCountry').get('isoAlpha2Code')))


def identifiers(organization):
    """Return the identifiers of an organization, the bureau's own first."""
    found = [('duns', text(organization.get('duns')), None),
             ('lei', text(organization.get('legalEntityIdentifier')), None)]
    rows = organization.get('registrationNumbers')
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict):
            scheme = _TYPES.get(text(row.get('typeDnBCode')), 'other')
            issuer = text(row.get('typeDescription')) if scheme == 'other' else None
            found.append((scheme, text(row.get('registrationNumber')), issuer))
    return [{'scheme': scheme, 'value': value[:80], **({'issuer': issuer} if issuer else {})}
            for scheme, value, issuer in found if value]


def address(organization):
    told = block(organization, 'primaryAddress')
    lines = [text(block(told, 'streetAddress').get(name)) for name in ('line1', 'line2')]
    return {
        'lines': [line for line in lines if line],
        'city': text(block(told, 'addressLocality').get('name')),
        'postcode': (text(told.get('postalCode')) or '')[:40] or None,
        'region': text(block(told, 'addressRegion').get('name'))}
