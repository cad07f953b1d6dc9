// Reads jobs, one in a line of JSON, and writes what Segment's packages make of each: the payload of a mapping, as an
// action gets it, or whether a trigger fires. `{"error": …}` where they fail.
const readline = require('readline')
const { transform } = require('@segment/actions-core')
const { parseFql, validate } = require('@segment/destination-subscriptions')

function payloadOf({ mapping, event }) {
  const found = transform(mapping, event)
  // An action takes null and empty text out of the fields of its payload.
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== null && value !== ''))
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const job = JSON.parse(line)
  let answer
  try {
    answer = job.trigger === undefined ? { payload: payloadOf(job) } : { fires: validate(parseFql(job.trigger), job.event) }
  } catch (error) {
    answer = { error: String(error.message) }
  }
  process.stdout.write(JSON.stringify(answer) + '\n')
})
