"""Pages of plans and activities, one file a noun."""
