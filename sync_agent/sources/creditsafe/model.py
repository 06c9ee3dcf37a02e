"""Settings of a Creditsafe account."""

from typing import Annotated

from pydantic import Field, model_validator

from ...records.base import Country
from ..web import HttpSettings


class CreditsafeSettings(HttpSettings):
    base_url: str = 'https://connect.creditsafe.com/v1'
    #: names of secrets
    user: str
    password: str
    #: put before the token
    prefix: str = 'Bearer '
    #: of the contract; customers elsewhere are not asked about
    countries: Annotated[list[Country], Field(min_length=1)]
    language: str = 'en'
    template: str | None = None
    #: why a report on a German company is taken; a number of the bureau's list
    german_reason: Annotated[int, Field(ge=1)] | None = None
    #: customers are also searched by name through `match`, from this score on; None: plain search
    match_threshold: Annotated[int, Field(ge=898, le=999)] | None = None
    #: number of the portfolio whose events are followed; None: no monitoring
    portfolio: int | None = None
    #: event rules after which a new report is taken; None: all
    rules: list[int] | None = None
    #: go on buying when the bureau says that the contract's volume is nearly used up
    spend_last: bool = False

    @model_validator(mode='after')
    def _check_reason(self):
        if 'DE' in self.countries and self.german_reason is None:
            raise ValueError("reports on German companies need `german_reason`; the numbers are at "
                             "/reportcustomdata/DE")
        return self
