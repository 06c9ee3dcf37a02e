"""Answers of `cleanseMatch` as candidates; names of managers in them are not read."""

from ...errors import SchemaDrift
from ..base import Candidate
from .identity import address, country_of, identifiers
from .values import block, text

#: The bureau's highest confidence.
CONFIDENCE_OF = 10


def read(document, country):
    """Return Candidates; `country` was asked for and stands in where an answer names none."""
    if not isinstance(document, dict):
        raise SchemaDrift("The answer to a match is no object.")
    found = document.get('matchCandidates')
    rows = [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
    return [candidate for candidate in (candidate_of(row, country) for row in rows)
            if candidate is not None]


def candidate_of(row, country):
    organization, quality = block(row, 'organization'), block(row, 'matchQualityInformation')
    reference, name = text(organization.get('duns')), text(organization.get('primaryName'))
    if reference is None or name is None:
        return None
    subject = {
        'legal_name': name, 'country': country_of(organization) or country,
        'identifiers': identifiers(organization), 'address': address(organization),
        'status_raw': text(block(organization, 'dunsControlStatus', 'operatingStatus').get(
            'description'))}
    code = quality.get('confidenceCode')
    grade = text(quality.get('matchGrade'))
    confidence = min(code / CONFIDENCE_OF, 1.0) if type(code) is int else None
    return Candidate(reference, subject, confidence,
                     ', '.join(filter(None, (code and f"confidence {code}",
                                             grade and f"grade {grade}"))))
