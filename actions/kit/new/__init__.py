"""A package for a new destination, written from the templates in `actions/starter/destination/`.

`write_package.py` writes it, `names.py` says which names it can have, `auth.py` what differs by the tool's credentials.
"""
