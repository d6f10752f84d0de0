"""What is published about local authorities: documents, their search, the health of their links."""
