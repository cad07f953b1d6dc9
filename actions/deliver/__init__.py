"""From decisions to the outbox, and from the outbox to status, outcomes and metrics.

- `deliverer.py`: `Deliverer`: events in, deliveries out, nothing lost between; `blocking.py`: the same without a loop
- `direct.py`: deliveries from memory, without an outbox
- `arrivals.py`: an event and all that was decided about it, as the outbox keeps it
- `arrivals_of_lines.py`: the same of lines, made without decisions where there is nothing to explain
- `tools.py`: the instances of a project with their secrets, as lanes need them
- `outcome.py`: what became of one delivery
- `control.py`, `answer.py`: what another process asks a deliverer, and the answers
- `replay/`: dead letters that are tried again
- `observability/`: metrics and traces
"""
