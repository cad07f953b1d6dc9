"""The event as it comes in: is it one, when did it happen, and which destinations does it allow?

`read.py` turns any value into an `Event` or says why it is none; `usual.py` does so at one look where it can;
`shape.py` looks for what JSON cannot hold; `timestamp.py` corrects the device's clock; `integrations.py` reads the
switches; `delivery_id.py` names deliveries.
All of it is pure: the clock comes in with `Context`.
"""
