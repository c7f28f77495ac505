"""Pairings with their dispatches, and exchanges."""

from projects.partnerships.models.exchange import Exchange
from projects.partnerships.models.pairing import Dispatch, DispatchMember, Pairing

__all__ = ["Dispatch", "DispatchMember", "Exchange", "Pairing"]
