"""Writes of the library: every one takes its moment and its author, and is whole or not at all."""
