"""Email: settings, sending, and the demo’s folder."""
