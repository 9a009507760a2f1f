"""The databases and programs that `make run` and `make test` start by themselves.

Everything here but `prepare` is free of Django, so that settings may ask `locate` for addresses.
Nothing is imported at this level: `bootstrap` runs before the virtual environment exists.
"""
