// Measures one Node peer: node measure_node.js PEER DIRECTORY SECONDS CHECK WORKLOAD...   (run with NODE_PATH set)
const fs = require('fs'), path = require('path');
const [peer, dir, secs, check, ...loads] = process.argv.slice(2);
const seconds = +secs;
const peers = require('./adapters/' + peer + '.js');

// every result is kept for a while, so that no optimiser can leave the work out
const kept = new Array(64); let slot = 0;
const keep = x => { kept[slot = (slot + 1) & 63] = x; };
async function measure(step, n, asynchronous, pass) {
  const now = () => Number(process.hrtime.bigint()) / 1e9;
  // warm-up: a whole pass over the events, but no longer than 0.6 s, and no shorter than the measure
  const start = now(); let m = 0;
  for (;;) {
    if (asynchronous) await step(); else step();
    m += n; const dt = now() - start;
    if ((m >= pass && dt > seconds) || dt > .6) break;
  }
  let k = 0; const t0 = now();
  for (;;) {
    if (asynchronous) await step(); else step();
    k += n; const dt = now() - t0;
    if (dt > seconds) return k / dt;
  }
}
(async () => {
  const res = { name: peers.NAME, rates: {}, prepare_ms: {}, outputs: {} };
  for (const w of loads) {
    if (peers.WORKLOADS && !peers.WORKLOADS.includes(w)) continue;
    const rules = JSON.parse(fs.readFileSync(path.join(dir, w + '.actions.json'), 'utf8'));
    const lines = fs.readFileSync(path.join(dir, w + '.ndjson'), 'utf8').split('\n').filter(Boolean);
    let t0 = process.hrtime.bigint();
    const proc = await peers.prepare(rules);
    res.prepare_ms[w] = Number(process.hrtime.bigint() - t0) / 1e6;
    const isA = peers.ASYNC;
    const emit = (out, r) => { for (const [action, payload] of r) out.push(JSON.stringify({ action, payload })); };
    // bytes in, bytes out
    const run = isA
      ? async b => { const out = []; for (const l of b.toString('utf8').split('\n')) emit(out, await proc(JSON.parse(l))); return Buffer.from(out.join('\n') + '\n'); }
      : b => { const out = []; for (const l of b.toString('utf8').split('\n')) emit(out, proc(JSON.parse(l))); return Buffer.from(out.join('\n') + '\n'); };
    if (check === '1') {
      const o = await run(Buffer.from(lines.slice(0, 60).join('\n')));
      res.outputs[w] = o.toString('utf8').split('\n').filter(Boolean).map(x => JSON.parse(x));
    }
    const events = lines.map(l => JSON.parse(l));
    let q = process.hrtime.bigint(); await proc(events[0]);
    const slow = Number(process.hrtime.bigint() - q) / 1e6 > 5;
    let i = 0; const K = slow ? 1 : 20;
    const step = isA
      ? async () => { for (let j = 0; j < K; j++) { keep(await proc(events[i])); i = (i + 1) % events.length; } }
      : () => { for (let j = 0; j < K; j++) { keep(proc(events[i])); i = (i + 1) % events.length; } };
    res.rates[w + '.engine'] = await measure(step, K, isA, events.length);
    const B = slow ? 2 : 20, parts = [];
    for (let j = 0; j + B <= lines.length; j += B) parts.push(Buffer.from(lines.slice(j, j + B).join('\n')));
    let p = 0;
    res.rates[w + '.bytes'] = await measure(() => { const r = run(parts[p]); p = (p + 1) % parts.length; keep(r); return r; }, B, isA, events.length);
  }
  console.log(JSON.stringify(res));
})().catch(e => { console.error(e); process.exit(1); });
