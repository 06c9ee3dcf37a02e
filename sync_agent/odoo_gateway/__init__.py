"""The only way to Odoo: two transports behind one gateway."""

from .gateway import BREAKER, Gateway, KeyPage, choose_transport, days_left

__all__ = ['BREAKER', 'Gateway', 'KeyPage', 'choose_transport', 'days_left']
