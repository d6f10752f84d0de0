"""Writes: releases prepared, published, rolled back."""
