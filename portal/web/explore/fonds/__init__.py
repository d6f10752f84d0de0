"""What the maps draw by script, and what others draw theirs with: contours, and values in their order."""
