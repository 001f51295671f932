"""Who may do what (policy), at which door (guards), and who sees which words (sight)."""
