"""Static sites: pages of HTML with a search, whole in their folder, which ask nothing of the network.

- `page.py`, `markdown.py`: a page, and one made of Markdown
- `build.py`: the files of a site, and which of its links lead nowhere; `frame.py` is what is around each page
- `project/`: the pages of a project: its instances, what goes where, what real events fill, and the destinations
"""
