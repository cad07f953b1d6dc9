"""What the fields of payloads can be: types that normalize values, and roles that say what they mean.

money        Amount, SideAmount, Currency, Quantity: exact decimals, ISO 4217
times.py     EpochSeconds, EpochMillis, EpochMicros, IsoTime
identity.py  UserId, Email, HashedEmail, ...: who, and which identifiers may be sent
people       how ids, hashes, phone numbers, countries and addresses are read
addresses.py WebAddress, PageUrl: of servers, networks and pages
roles.py     what a field means, for the catalogue and the checks: money, when, who, personal
"""
