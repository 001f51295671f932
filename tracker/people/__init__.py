"""People: members, roles, invitations and the administration of accounts."""
