"""Clauses about answers: `judge` copes with any, no failure counts as success, `success` is what the tool answers."""
