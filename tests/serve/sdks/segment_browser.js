// Segment's SDK in a page: six calls. HOST, KEY and HOW stand for what the test says.
import { AnalyticsBrowser } from "@segment/analytics-next";
const delivery = HOW === "batch" ? { strategy: "batching", config: { size: 10, timeout: 300 } } : { strategy: "standard" };
const analytics = AnalyticsBrowser.load(
  { writeKey: KEY, cdnURL: HOST },
  { integrations: { "Segment.io": { deliveryStrategy: delivery } } },
);
(async () => {
  await analytics.identify("u1", { name: "Ada" });
  await analytics.track("Order Completed", { total: 5 });
  await analytics.page("Docs", "Intro");
  await analytics.screen("App", "Start");
  await analytics.group("g1", { name: "Acme" });
  await analytics.alias("u2", "u1");
  document.title = "sent";
})();
