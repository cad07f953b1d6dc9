"""What an action does with an event, as data that the page shows.

answer.py   the condition, the payload, what stands in the way, the requests
event.py    the event as a tree of paths that can be picked
changes.py  the payload now beside the one of the saved file
sending.py  one event sent to one action, where that is allowed
"""
