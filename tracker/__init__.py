"""The obstacle tracker: what is in the way, who shares it, and what got round it."""
