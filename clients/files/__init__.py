"""Printed sheets of the client register."""
