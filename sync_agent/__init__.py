"""Brings what credit bureaus know about customers into Odoo's credit management."""

VERSION = '19.0.1.0.0'
