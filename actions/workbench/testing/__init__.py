"""The tests of a mapping file: an event, and every action of the instance that must fire for it.

    tests:
      - name: a click by a stranger does nothing
        given: {type: track, event: Button Clicked, anonymousId: a_9}
        expect: nothing
      - name: an order keeps its products
        given: samples/order_completed.json
        expect:
          - action: Orders
            payload_has: {order_id: A7, revenue: 25}

`read.py` reads them, `check.py` runs one, `compare.py` compares a payload with what is expected, `differences.py` says
which line and which value of the event a difference comes from, `coverage.py` counts the outcomes of conditions,
`record.py` writes what is expected into the file, `junit.py` writes a report for CI servers.
"""
