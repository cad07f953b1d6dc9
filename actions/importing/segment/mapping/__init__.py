"""Mappings of Segment: each directive read into what it gives, and that written as a field of ours."""
