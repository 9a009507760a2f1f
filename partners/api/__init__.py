"""The doors of the API, by noun."""
