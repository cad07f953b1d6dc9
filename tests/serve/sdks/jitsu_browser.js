// Jitsu's SDK in a page: six calls. HOST, KEY and HOW stand for what the test says.
import { jitsuAnalytics } from "@jitsu/js";
const jitsu = jitsuAnalytics({ host: HOST, writeKey: KEY });
(async () => {
  await jitsu.identify("u1", { name: "Ada" });
  await jitsu.track("Order Completed", { total: 5 });
  await jitsu.track("Order Refunded", { total: 5 });
  await jitsu.page({ name: "Intro" });
  await jitsu.group("g1", { name: "Acme" });
  await jitsu.track("Order Cancelled", { total: 5 });
  document.title = "sent";
})();
