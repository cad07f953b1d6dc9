"""What a request brings.

`keys` finds its source, `body` reads it within limits, `client` says who sent it, `rates` how much more may come.
"""
