"""`actions studio`: a local page that shows and changes mapping files with real events.

serve.py    puts the parts together and serves them on a loopback address
security/   who may talk to the page, and which files it may touch
model/      what the page knows and does: plain Python, which knows nothing of a browser
pages/      what is seen: NiceGUI, an extra, which only `pages/` and `serve.py` import

The page holds no rule of its own: what it shows comes from the calls that the subcommands make.
"""
