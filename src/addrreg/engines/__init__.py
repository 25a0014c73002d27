"""Engines: the same cleansing inside other people's machinery, each a thin layer over one Arrow record batch."""
