"""Asking a model: which ones the shop chose, whether they answer, and what their answers cost."""
