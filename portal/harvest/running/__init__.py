"""Runs of sources: isolated records, walks that resume, nothing archived on a doubt, a report."""
