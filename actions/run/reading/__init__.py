"""Lines as they arrive: in blocks, in ranges of a file, until somebody says that it is enough."""
