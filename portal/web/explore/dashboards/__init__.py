"""Dashboards: several panels about one zone on one page, from the descriptors of the catalogue.

``asked.py`` reads the address, ``building.py`` makes a ``ShownDashboard`` of a descriptor and a zone (the
page, the PDF and the files are made of it), ``panels/`` has one module for each kind of panel.
"""
