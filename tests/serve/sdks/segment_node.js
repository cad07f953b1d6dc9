// Segment's SDK for Node: six calls, and one without a name if asked.
const { Analytics } = require("@segment/analytics-node");
const [host, writeKey, , also] = process.argv.slice(2);
const analytics = new Analytics({ writeKey, host, flushInterval: 200 });
analytics.identify({ userId: "u1", traits: { name: "Ada" } });
analytics.track({ userId: "u1", event: "Order Completed", properties: { total: 5 } });
analytics.page({ userId: "u1", category: "Docs", name: "Intro" });
analytics.screen({ userId: "u1", category: "App", name: "Start" });
analytics.group({ userId: "u1", groupId: "g1", traits: { name: "Acme" } });
analytics.alias({ userId: "u1", previousId: "u0" });
if (also === "refused") analytics.track({ userId: "u1", event: " ", properties: {} });
analytics.closeAndFlush({ timeout: 20000 }).then(() => console.log("done"));
