"""Creditsafe Connect: search, match, reports of all countries, monitoring.

Paths and names are those of its public OpenAPI (1.10.4) and of reports that third-party code was
tested with; what neither says is marked as unverified where it stands.
"""

from .source import CreditsafeSource

SOURCE = CreditsafeSource
