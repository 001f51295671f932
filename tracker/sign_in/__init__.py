"""Signing in: accounts, passwords, second factor, passkeys, OpenID Connect."""
