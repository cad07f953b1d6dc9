"""What `actions check` looks at beyond whether a file can be run, and how it mends what it finds.

`find` joins the checks; `against` looks at events that were seen; `mending` puts fixes into files;
`explanations` tells more of a finding.
"""
