"""The site of the documentation: `python -m docs.site` writes it to build/site, a folder for each version."""
