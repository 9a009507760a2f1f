"""Doors of the room: home and signing in, one's own account, offices, users."""
