"""People: their account, their sessions, their places in organisations and programmes."""
