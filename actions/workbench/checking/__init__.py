"""What `actions check` looks at beyond whether a file can be run, and how it mends what it finds.

`find` joins the checks; `paste` puts the fix of a finding into its file.
"""
