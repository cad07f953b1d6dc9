"""Parts of the page that change in place.

node.py     the nodes that are written down while something is drawn, and what two drawings differ in
drawing.py  the element that draws, and hears what is done in it
drawing.js  its other half, in the browser
parts.py    texts, buttons and inputs, as nodes
"""
