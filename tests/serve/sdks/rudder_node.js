// RudderStack's SDK for Node: six calls, and one without a name if asked.
const found = require("@rudderstack/rudder-sdk-node");
const Client = found.default || found;
const [dataPlaneUrl, key, , also] = process.argv.slice(2);
const client = new Client(key, { dataPlaneUrl, flushInterval: 200 });
client.identify({ userId: "u1", traits: { name: "Ada" } });
client.track({ userId: "u1", event: "Order Completed", properties: { total: 5 } });
client.page({ userId: "u1", category: "Docs", name: "Intro" });
client.screen({ userId: "u1", category: "App", name: "Start" });
client.group({ userId: "u1", groupId: "g1", traits: { name: "Acme" } });
client.alias({ userId: "u1", previousId: "u0" });
if (also === "refused") client.track({ userId: "u1", event: " ", properties: {} });
setTimeout(() => client.flush(() => console.log("done")), 100);
