"""How answers are judged: any answer is borne, no failure counts as success, and `success` is what the tool answers."""
