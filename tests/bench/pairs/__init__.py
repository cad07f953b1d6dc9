"""What real destinations cost: every tool and action type with its defaults, from bytes to lines and to requests.

events.py   the events: clicks, carts, orders, people; recorded (a few that come again) or fresh (each its own)
plans.py    the pairs of tool and action type, each with the kind of event it is for
measure.py  CPU time of one event, way by way
odd.py      lines that the fastest way does not take, beside those it does
segment.py  Segment's published package on the same events
__main__.py the tables
"""
