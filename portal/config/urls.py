"""Addresses of the portal: one line a feature. Their shapes are public promises (product.md, section 12)."""

from django.urls import include, path

urlpatterns: list = []
