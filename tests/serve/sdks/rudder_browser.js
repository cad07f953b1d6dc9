// RudderStack's SDK in a page: six calls. HOST, KEY and HOW stand for what the test says.
import { RudderAnalytics } from "@rudderstack/analytics-js/bundled";
const analytics = new RudderAnalytics();
analytics.load(KEY, HOST, { configUrl: HOST, useBeacon: HOW === "beacon" });
analytics.ready(() => {
  analytics.identify("u1", { name: "Ada" });
  analytics.track("Order Completed", { total: 5 });
  analytics.page("Docs", "Intro");
  analytics.track("Order Refunded", { total: 5 });
  analytics.group("g1", { name: "Acme" });
  analytics.alias("u2", "u1");
  document.title = "sent";
});
