"""How the words of a mapping file may go on where somebody writes.

spot.py    where the cursor stands: the keys around it, and what is begun
allowed.py what the schema for editors lets stand there
offers.py  what is offered: keys, words, paths of events, functions
"""
