"""Readers of personal data: the implementation of the types of `destinations.sdk.fields.identity`.

ids.py        ids of people and codes of things; what programs write where they have none
hashes.py     validators that hash once or send plain, and know what is hashed already
phones.py     phone numbers, and whose those without a country are
clear.py      personal data in addresses of pages and in texts
countries.py  countries by code and name
birthdays.py  days of birth
devices.py    IP addresses and browsers
"""
