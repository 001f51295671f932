"""Decision-makers: who could loosen or remove a barrier."""
