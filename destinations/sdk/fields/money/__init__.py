"""Money: exact amounts, currencies, and the two read beside each other.

- `amounts.py`: the types `Amount`, `Quantity` and `Currency`, and minor units
- `currencies.py`: codes, their decimals, and the signs that people write for them
- `texts.py`: amounts in texts, with a sign (`€20`) or of two meanings (`1.019`)
- `settle.py`: the amounts of a payload that only its currency makes clear
"""
