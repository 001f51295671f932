"""One’s own account: settings, second factor, personal data, erasure."""
