"""The library in the back-office: documents, doubles, sources and their harvests, links to mend."""
