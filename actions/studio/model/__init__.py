"""What the studio knows and does, without a browser.

files/    the project's files with changes that are not saved yet, and what was changed on disk meanwhile
editing/  changes of a mapping file that touch only the lines concerned
asking/   what an action does with an event, as data for the page
project/  all events and all actions: counts, tests, deliveries, the catalog
"""
