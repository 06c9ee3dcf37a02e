"""Companies House, the register of the United Kingdom."""

from .source import CompaniesHouse

SOURCE = CompaniesHouse
