"""Sums and yes/no rules of the room over plain values."""
