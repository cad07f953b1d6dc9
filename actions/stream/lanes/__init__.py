"""What reads streams and delivers.

deciding.py    from a portion to what its lane has to deliver
ends.py        what becomes of deliveries: done, later, dead
lane.py        one instance: reads, decides, delivers, hands on
pace.py        how much at once, how long to wait
worker.py      the lanes of a project
health.py      what a worker answers over HTTP
"""
