"""Pages of communities: what each is and who is in it; lists that become invitations."""
