"""Whose report it is: proposed with evidence, decided in Odoo."""

from .apart import ladder_for
from .ladder import Ladder, Verdict, names_of
from .partners import refresh, waiting_keys

__all__ = ['Ladder', 'Verdict', 'ladder_for', 'names_of', 'refresh', 'waiting_keys']
