"""What keeps an event, or a part of its deliveries, back: consent, suppression, and the tracking plan of a source.

`consent_set` reads what a person agreed to from either public form, `consent_gate` says which instances may not have
the event. `suppressions` holds the people of whom nothing is taken, `regulation` is a request to suppress or delete.
`json_schema` makes a function of a schema, `tracking_plan` checks events with those of a plan.

All of it is a function of the event and of settings: each part can be used without the server.
"""
