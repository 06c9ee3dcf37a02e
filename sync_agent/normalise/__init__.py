"""From bureaus' words to the neutral report: pure, so that a stored answer can be read again."""

from .draft import Draft, Profile
from .finish import Normal, finish

__all__ = ['Draft', 'Normal', 'Profile', 'finish']
