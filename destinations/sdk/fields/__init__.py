"""What the fields of payloads can be: values made equal by one reading, and roles that say what they mean.

money        Amount, Currency, Quantity: exact decimals, ISO 4217
times.py     EpochSeconds, EpochMillis, EpochMicros, IsoTime
identity.py  UserId, Email, HashedEmail, ...: who, and what may be told of them
roles.py     what a field means, for the catalogue and the checks: money, when, who, personal
"""
