"""What a report of the manager's pack is made of, whatever it is printed on. Pure values.

A report is one `Section`: figures, a table and a chart. The page and the spreadsheet are made of the
same section, so they say the same.
"""

from dataclasses import dataclass, field, replace

from .xlsx import Column

__all__ = ['Chart', 'Column', 'Figure', 'Section']


@dataclass(frozen=True)
class Figure:
    """One figure with its name. `kind`: a key of `xlsx.KINDS`; None is unknown, never 0."""

    name: str
    value: object
    kind: str = 'money'


@dataclass(frozen=True)
class Chart:
    """Bars over `labels`, stacked or side by side; `series`: ``[(name, values, colour or None)]``."""

    labels: list
    series: list
    stacked: bool = False
    name: str = ''


@dataclass(frozen=True)
class Section:
    """One report; `rows` are lists of one value a column, money in company currency."""

    code: str
    title: str
    columns: list
    rows: list
    figures: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    chart: Chart = None
    empty: str = ''

    def summed(self):
        """Return the columns; those in which nothing is known have no total."""
        return [
            replace(column, total=False)
            if column.total and all(row[number] is None for row in self.rows) else column
            for number, column in enumerate(self.columns)
        ]
