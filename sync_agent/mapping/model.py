"""How a column map is written in the configuration; `docs/operating/agent.md` has examples."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Unit = Literal['one', 'hundred', 'thousand', '万', 'million', '亿', 'billion']
Kind = Literal[
    'text', 'date', 'decimal', 'integer', 'boolean', 'country', 'currency', 'money', 'choice',
]


class Part(BaseModel):
    model_config = ConfigDict(extra='forbid', frozen=True, populate_by_name=True)


class Format(Part):
    """How values are written; what a field leaves out is taken from its map."""

    #: `iso`, `iso_instant`, `epoch_s`, `epoch_ms`, or the directives of strptime; several are tried
    #: in turn
    date_format: str | tuple[str, ...] | None = None
    #: what zone the bureau's instants are turned into a day in
    zone: str | None = None
    decimal_mark: Literal['.', ','] | None = None
    thousands_mark: Annotated[str, Field(max_length=1)] | None = None


class FieldMap(Format):
    """One column of a file, or one path of a JSON document, and where it goes."""

    #: several names: the first that is there, for headings that change between versions
    source: str | tuple[str, ...] = Field(alias='from')
    #: neutral path, such as `subject.legal_name` or `scores[coface.dra].raw`
    to: str
    #: only checked: the type follows from the path
    type: Kind | None = None
    #: a row without it is of no use and goes to the quarantine
    required: bool = False
    unit: Unit = 'one'
    #: of amounts that name none
    currency: str | None = None
    #: the bureau's words -> the contract's
    values: dict[str, str] | None = None
    #: a table of `statuses.toml` instead of `values`
    statuses: str | None = None
    #: the scale of a score's raw value
    scale: str | None = None
    #: several texts in one cell
    split: str | None = None

    @property
    def sources(self):
        return (self.source,) if isinstance(self.source, str) else self.source


class ListMap(Part):
    """A list of a JSON document whose items become rows of a section."""

    source: str | tuple[str, ...] = Field(alias='from')
    #: `events`, `statements`, …, or a list of the subject such as `subject.previous_names`
    to: str
    fields: tuple[FieldMap, ...]
    constants: dict[str, str | int | bool] = {}

    @property
    def sources(self):
        return (self.source,) if isinstance(self.source, str) else self.source


class ReportMap(Format):
    date_format: str | tuple[str, ...] = 'iso'
    zone: str = 'UTC'
    decimal_mark: Literal['.', ','] = '.'
    thousands_mark: Annotated[str, Field(max_length=1)] = ''
    fields: tuple[FieldMap, ...] = ()
    lists: tuple[ListMap, ...] = ()
    #: neutral path -> the same value for every report
    constants: dict[str, str | int | bool] = {}

    def format_of(self, field):
        """Return {setting: value} that counts for one field."""
        return {name: getattr(self, name) if getattr(field, name) is None else getattr(field, name)
                for name in Format.model_fields}
