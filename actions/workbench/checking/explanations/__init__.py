"""What each code of a finding means, with an example that has the finding and the corrected example.

An example is a list of actions for Mixpanel, a whole mapping file, or an event; tests run all of them.
"""
