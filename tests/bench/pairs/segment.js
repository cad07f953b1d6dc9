// Segment's published package: node segment.js JOBS SECONDS (run with NODE_PATH set). JOBS is a file of
// [{name, destination, action, settings, lines}]; printed: {name: events per second}, or {name: {error}}.
const fs = require('fs'), path = require('path');
const core = path.dirname(require.resolve('@segment/actions-core'));
// Every request is answered at once; what the package does to make it is all that is measured.
const fetched = require.resolve('cross-fetch', { paths: [core] });
const real = require(fetched);
let sent = 0;
const answered = async () => { sent++; return new real.Response('{}', { status: 200, headers: { 'content-type': 'application/json' } }); };
require.cache[fetched].exports = Object.assign(answered, real, { default: answered, fetch: answered });
const { Destination, defaultValues } = require('@segment/actions-core');
const [jobsFile, seconds] = process.argv.slice(2);
const package_ = path.dirname(require.resolve('@segment/action-destinations'));

async function rate(step, n) {
  const now = () => Number(process.hrtime.bigint()) / 1e9;
  for (const start = now(); now() - start < 0.5;) await step();
  let k = 0; const start = now();
  for (;;) { await step(); k += n; const spent = now() - start; if (spent > +seconds) return k / spent; }
}
async function measure(job) {
  const definition = require(path.join(package_, 'destinations', job.destination)).default;
  const destination = new Destination(definition);
  const mapping = { ...defaultValues(definition.actions[job.action].fields), ...job.mapping };
  const lines = job.lines, before = sent;
  const one = line => destination.executeAction(job.action, { event: JSON.parse(line), mapping, settings: job.settings, auth: { accessToken: 't' } });
  const results = await one(lines[0]);
  if (sent === before) throw new Error('nothing is sent: ' + JSON.stringify(results).slice(0, 200));
  let at = 0;
  return rate(async () => { for (let i = 0; i < 20; i++) { await one(lines[at]); at = (at + 1) % lines.length; } }, 20);
}
(async () => {
  const found = {};
  for (const job of JSON.parse(fs.readFileSync(jobsFile, 'utf8'))) {
    try { found[job.name] = await measure(job); } catch (error) { found[job.name] = { error: String(error.message || error).slice(0, 160) }; }
  }
  console.log(JSON.stringify(found));
  process.exit(0);
})();
