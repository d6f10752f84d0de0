"""What the whole portal speaks with: producers, licences, themes, subjects. No figure, no document."""
