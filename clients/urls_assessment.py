"""Addresses of assessments and the needs map; clients/urls.py adds them to the room's."""

assessment_patterns = []
