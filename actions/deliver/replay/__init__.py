"""Dead letters that are tried again.

- `letter.py`: what is accepted for one dead letter
- `letters.py`: many of them, and what becomes of them
- `use.py`: with which mapping
"""
