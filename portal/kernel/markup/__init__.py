"""What others wrote, made harmless: XML, JSON, texts and addresses of sources that nobody here controls."""

from portal.kernel.markup.decoding import MarkupError

__all__ = ["MarkupError"]
