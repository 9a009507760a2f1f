"""Printed sheets of the room: letters of kerja sosial."""
