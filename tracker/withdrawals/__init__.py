"""Withdraw what was logged by mistake or twice, restore it, delete it after a while."""
