"""The neutral report and what Odoo answers to it: the contract, as types."""

from .answers import Answer, Capabilities, PartnerKey
from .canonical import content_hash, decimal_text, digest, encode, substance_hash
from .reject import Reject
from .report import CONTRACT_VERSION, SECTIONS, Report

__all__ = [
    'CONTRACT_VERSION',
    'SECTIONS',
    'Answer',
    'Capabilities',
    'PartnerKey',
    'Reject',
    'Report',
    'content_hash',
    'decimal_text',
    'digest',
    'encode',
    'substance_hash',
]
