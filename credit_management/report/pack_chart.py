"""Charts as pictures, drawn on the server by reportlab: SVG, which the PDF keeps sharp.

Letters are set by whatever prints the picture, so all languages come out that it has a font for.
"""

from reportlab.graphics import renderSVG
from reportlab.graphics.charts.barcharts import VerticalBarChart
from reportlab.graphics.shapes import Drawing, Rect, String
from reportlab.lib.colors import HexColor

#: Points. The picture is stretched to the width of the page.
WIDTH, HEIGHT = 1000, 240
LEFT, BOTTOM, TOP, LEGEND = 70, 24, 12, 150

#: Metrics for placing text; the page's own letters are used.
FONT = 'Helvetica'

#: From what is not due to what is oldest, as on the screens; then it starts anew.
COLOURS = ('#7c93b2', '#f5c26b', '#e0a030', '#c07f14', '#9a5b00', '#6e4100', '#472a00')


def svg(chart, number):
    """Return the `pack.Chart` as SVG text.

    :param number: function that prints a value of the axis
    """
    drawing = Drawing(WIDTH, HEIGHT)
    drawing.add(_bars(chart, number))
    for place, (name, _values, colour) in enumerate(chart.series):
        y = HEIGHT - TOP - 14 * (place + 1)
        drawing.add(Rect(WIDTH - LEGEND + 14, y, 8, 8, strokeWidth=0, strokeColor=None,
                         fillColor=_colour(place, colour)))
        drawing.add(String(WIDTH - LEGEND + 28, y, name, fontSize=9, fontName=FONT))
    text = renderSVG.drawToString(drawing)
    return text[text.index('<svg'):]


def _bars(chart, number):
    bars = VerticalBarChart()
    bars.x, bars.y = LEFT, BOTTOM
    bars.width, bars.height = WIDTH - LEFT - LEGEND, HEIGHT - BOTTOM - TOP
    bars.data = [tuple(value or 0.0 for value in values) for _name, values, _colour in chart.series]
    bars.categoryAxis.categoryNames = chart.labels
    bars.categoryAxis.labels.fontSize = bars.valueAxis.labels.fontSize = 9
    bars.categoryAxis.labels.fontName = bars.valueAxis.labels.fontName = FONT
    bars.valueAxis.labels.dx = -3
    bars.categoryAxis.style = 'stacked' if chart.stacked else 'parallel'
    bars.valueAxis.labelTextFormat = number
    bars.valueAxis.valueMin = min(0, *(min(values) for values in bars.data))
    bars.valueAxis.visibleGrid = True
    bars.valueAxis.gridStrokeColor = HexColor('#dee2e6')
    bars.groupSpacing, bars.barSpacing = 6, 1
    for place, (_name, _values, colour) in enumerate(chart.series):
        bars.bars[place].fillColor = _colour(place, colour)
        bars.bars[place].strokeColor = None
    return bars


def _colour(place, colour):
    return HexColor(colour or COLOURS[place % len(COLOURS)])
