"""The demonstration nation: synthetic people and a year of work, the same for the same seed.

Shares follow domain.md section 8.5. Rows go in by COPY; every constraint and every trigger that fills a
column stays on, only the history copies of an insert are left out. Start reading at `load.py`.
"""
