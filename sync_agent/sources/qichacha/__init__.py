"""Qichacha 企查查: what registers, courts and authorities in China say of a company."""

from .source import Qichacha

SOURCE = Qichacha
