// Jitsu's SDK on a server: six calls.
const { jitsuAnalytics } = require("@jitsu/js");
const [host, writeKey] = process.argv.slice(2);
const jitsu = jitsuAnalytics({ host, writeKey, s2s: true });
(async () => {
  await jitsu.identify("u1", { name: "Ada" });
  await jitsu.track("Order Completed", { total: 5 });
  await jitsu.track("Order Refunded", { total: 5 });
  await jitsu.page({ name: "Intro" });
  await jitsu.group("g1", { name: "Acme" });
  await jitsu.track("Order Cancelled", { total: 5 });
  console.log("done");
})();
