"""The settings of an instance, as its mapping file writes them.

- `settings.py`: reads them, keeps secrets and variables by their names, and looks these up to deliver
- `explain_settings.py`: what is wrong with a setting, in words of the mapping file
- `placeholders.py`: settings that still hold a placeholder
"""
