"""The web layer: rate limits, security headers, assets, compression, error pages, health."""
