"""Insights: what the obstacles of many add up to."""
