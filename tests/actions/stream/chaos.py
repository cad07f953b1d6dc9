"""A tool in a process of its own that fails often, and refuses the events of one person for good."""

# Every fifth request is answered 500 and every tenth 429; `received` gets only what was taken.
REFUSED = "u7"
PROGRAM = """
import asyncio, json, random, sys
from aiohttp import web

ledger = open(sys.argv[1], "ab", buffering=0)
wait, dice = float(sys.argv[2]), random.Random(1)

async def serve(request):
    rows = json.loads(await request.read())
    thrown = dice.random()
    if thrown < 0.2:
        return web.Response(status=500)
    if thrown < 0.3:
        return web.Response(status=429, headers={"Retry-After": "1"})
    facts = [row["properties"] for row in rows]
    refused = [at for at, one in enumerate(facts) if one["distinct_id"] == "REFUSED"]
    taken = [f"{one['n']} {one['$insert_id']}\\n" for at, one in enumerate(facts) if at not in refused]
    ledger.write("".join(taken).encode())
    await asyncio.sleep(wait)
    if not refused:
        return web.json_response({"code": 200, "num_records_imported": len(rows), "status": "OK"})
    failed = [{"index": at, "field": "properties.distinct_id", "message": "nobody is named so"} for at in refused]
    body = {"code": 400, "error": "some failed", "failed_records": failed, "num_records_imported": len(taken)}
    return web.json_response(body, status=400)

async def main():
    app = web.Application(client_max_size=1 << 26)
    app.router.add_route("*", "/{anything:.*}", serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.sleep(36000)

asyncio.run(main())
""".replace("REFUSED", REFUSED)
