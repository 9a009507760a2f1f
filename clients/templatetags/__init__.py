"""What pages of other rooms may show of plans; each tag asks for its own permission, as a tab's own page does."""
