"""Rules of plans and activities over plain values: no tables, no doors."""
