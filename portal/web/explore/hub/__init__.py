"""``/explorer``: ways into the figures, by questions, words and themes."""
