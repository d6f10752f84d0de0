"""Files that readers take away: pure functions on plain values."""
