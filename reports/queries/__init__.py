"""Reads: published figures, the dashboard made of them, and the rows behind a figure."""
