"""The command line: demo, serve, migrate and the rest."""
