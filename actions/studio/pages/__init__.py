"""What is seen: NiceGUI elements, each made of what the model says; nothing here decides anything.

shell.py   the head of every page, and the addresses
window.py  what one browser window looks at, and whom to tell when that changes
parts.py   the small elements that every page uses
left/      the project's actions, and the events
middle/    the action: as a form, and as text
right/     the result: why, payload, request, event, changes
whole/     the pages about the whole project
"""
