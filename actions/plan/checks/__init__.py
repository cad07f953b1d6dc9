"""What is looked at beyond whether a file can be run: mistakes that show in how its parts stand to one another."""
