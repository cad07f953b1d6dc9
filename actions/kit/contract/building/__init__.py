"""Clauses about `build`.

pure.py       it touches nothing but its arguments, and gives the same requests again
rows.py       a row is the same for a payload and for its record
order.py      its rows are those of the payloads that it says
optional.py   it bears payloads without what they may leave out
money.py      amounts go out to the last digit
watch.py      sees what a call touches
"""
