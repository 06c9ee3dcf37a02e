"""D&B Direct+: match, data blocks, monitoring by pull and by files.

Paths and names are those of public production code and of recorded answers; what rests on one third
party's code alone is said where it stands.
"""

from .source import DnbSource

SOURCE = DnbSource
