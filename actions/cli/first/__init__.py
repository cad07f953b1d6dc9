"""First steps: `actions init` writes a starter project, `actions demo` runs it end to end."""
