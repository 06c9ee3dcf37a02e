"""Types that every section shares.

A field that was not set is absent, one set to None is null: `exclude_unset` keeps the difference.
"""

import datetime as dt
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

Day = dt.date
#: Longer texts are cut by `normalise.text`, never by Odoo.
NAME_LENGTH, LINE_LENGTH, TEXT_LENGTH = 300, 500, 4000

Name = Annotated[str, StringConstraints(min_length=1, max_length=NAME_LENGTH)]
Line = Annotated[str, StringConstraints(max_length=LINE_LENGTH)]
Text = Annotated[str, StringConstraints(max_length=TEXT_LENGTH)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Reference = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Slug = Annotated[str, StringConstraints(pattern=r'^[a-z0-9][a-z0-9_.-]{0,63}$')]
Sha256 = Annotated[str, StringConstraints(pattern=r'^[0-9a-f]{64}$')]
Country = Annotated[str, StringConstraints(pattern=r'^[A-Z]{2}$')]
Currency = Annotated[str, StringConstraints(pattern=r'^[A-Z]{3}$')]
#: Bounded: `1E+999999` is eight characters on the way in and a megabyte on the way out.
Number = Annotated[Decimal, Field(max_digits=28, decimal_places=10)]
Share = Annotated[Decimal, Field(ge=0, le=1, decimal_places=10)]
Count = Annotated[int, Field(ge=0, le=10**9)]
Postcode = Annotated[str, StringConstraints(max_length=40)]


def _require_utc(value):
    if value.utcoffset() != dt.timedelta(0):
        raise ValueError("an instant is in UTC")
    return value


Instant = Annotated[dt.datetime, AfterValidator(_require_utc)]


class Record(BaseModel):
    """What the agent writes: no conversion, no unknown key."""

    model_config = ConfigDict(strict=True, extra='forbid')

    def wire(self):
        """Return plain Python values for `canonical.encode`: set fields only, wire names."""
        return self.model_dump(exclude_unset=True, by_alias=True)


class Money(Record):
    amount: Number
    currency: Currency | None
