/* subscriber.mjs STOA - a receiver of changes that is none of the house's code: it agrees when it wants to, refuses, breaks off, takes a
 * message and loses its answer, is down while the house starts anew, and checks every signature with Node's own cryptography. */
import { createHash, createPublicKey, verify } from "node:crypto";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import Ajv from "ajv/dist/2020.js";
import { tmpdir } from "node:os";
import { check, journey, serve, summary, until } from "../browser/lib.mjs";

const home = mkdtempSync(`${tmpdir()}/stoa-subscriber-`);
const stoa = process.argv[2];
const key = `Basic ${Buffer.from("tax-assessment:every-year-is-counted-once").toString("base64")}`;

/* ---- the receiver ---- */

const got = [], asked = [];
let agree = true, plan = () => 204, site = null, keys = null;

async function genuine(headers, body, url) {
    keys ??= (await (await fetch(`${site.base}/.well-known/jwt-vc-issuer`)).json()).jwks.keys;
    const digest = `sha-256=:${createHash("sha256").update(body).digest("base64")}:`;
    const params = headers["signature-input"]?.replace(/^stoa=/, "") ?? "";
    const jwk = keys.find((k) => k.kid === params.match(/keyid="([^"]+)"/)?.[1]);
    const base = `"@method": POST\n"@target-uri": ${url}\n"content-type": ${headers["content-type"]}\n"content-digest": ${digest}\n` +
        `"@signature-params": ${params}`;
    return Boolean(jwk) && headers["content-digest"] === digest && Math.abs(Date.now() / 1000 - Number(params.match(/created=(\d+)/)?.[1])) < 60 &&
        verify("sha256", Buffer.from(base), { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" },
            Buffer.from(headers.signature.match(/^stoa=:(.+):$/)[1], "base64"));
}

async function answer(request, response) {
    const url = `http://127.0.0.1:${receiver.address().port}${request.url}`;
    let body = "";
    for await (const part of request)
        body += part;
    if (request.method === "OPTIONS") {
        asked.push(request.headers["webhook-request-origin"]);
        return response.writeHead(200, agree ? { "webhook-allowed-origin": asked.at(-1) } : {}).end();
    }
    check(request.headers["content-type"] === "application/cloudevents+json; charset=UTF-8", "a message is in the structured mode");
    check(await genuine(request.headers, body, url), `the signature fits: ${JSON.stringify(request.headers)}`);
    const event = JSON.parse(body), status = plan(event);
    got.push({ event, status });
    if (status === 0)
        return request.socket.destroy();
    return response.writeHead(status, status === 302 ? { location: "/elsewhere" } : {}).end();
}

const receiver = createServer(answer).listen(0, "127.0.0.1");
await new Promise((done) => receiver.once("listening", done));
const url = `http://127.0.0.1:${receiver.address().port}/changes`;

/* ---- the house ---- */

cpSync("sites/demo", `${home}/site`, { recursive: true });
writeFileSync(`${home}/site/partners/tax-assessment.yaml`, `id: tax-assessment
name: { en: Tax Assessment System, vi: Hệ thống tính thuế }
office: tax-office
topics: []
subscriptions:
  - id: incomes
    title: { en: Incomes, vi: Thu nhập }
    register: income
    purpose: taxation
    basis: [child-benefit-act/5]
    events: [written, corrected, annulled]
    fields: [year, income]
    tells: [entry]
    url: ${url}
`);

const start = () => serve(stoa, ["--webhooks", "--webhooks-pause", "300ms"], `${home}/data`, `${home}/site`);

async function write(entry, income) {
    const r = await fetch(`${site.base}/govstack/registries/data/income/latest/updateOrCreate`, {
        method: "POST", headers: { authorization: key, "content-type": "application/json" },
        body: JSON.stringify({ query: { content: { entry } }, write: { content: { entry, person: "200000000015", year: 2019, income } } }),
    });
    check(r.status === 200, `the entry ${entry} is written: ${r.status}`);
}

const of = (entry) => got.filter((x) => x.event.data.values?.entry === entry);

/* ---- what happens ---- */

await journey("agrees", async () => {
    agree = false;
    site = await start();
    await until(() => asked.length > 0);
    check(asked[0] === site.base.replace("http://", ""), `the origin is the house's host: ${asked[0]}`);
    await write("200000000015-2011", 1);
    agree = true;
    await until(() => asked.length > 1);
    await write("200000000015-2012", 1);
    await until(() => of("200000000015-2012").length);
    check(of("200000000015-2011").length === 0, "what changed before the address agreed is not told");
});

await journey("once more with the same id, and in order", async () => {
    const [one, two] = ["200000000015-2013", "200000000015-2014"];
    let lost = 1, refused = 1;
    plan = (e) => (e.data.values.entry === one && refused-- > 0 ? 302 : e.data.values.entry === two && lost-- > 0 ? 0 : 204);
    await write(one, 1);
    await until(() => of(one).length === 1);
    await write(one, 2);
    await write(two, 1);
    await until(() => of(two).length === 2 && of(one).length === 3);
    const ids = of(one).map((x) => x.event.id);
    check(ids[0] === ids[1] && ids[2] !== ids[1], `a message keeps its id, the next has another: ${ids}`);
    check(of(one).map((x) => x.status).join() === "302,204,204", "the later change waits for the earlier; no redirect is followed");
    check(of(two)[0].event.id === of(two)[1].event.id, "what was taken and lost its answer comes with its id again");
    check(new Set(got.map((x) => x.event.data.values.entry)).size === new Set(got.map((x) => x.event.subject)).size, "an entry has one name");
    const { data, type, specversion } = of(one)[2].event;
    check(specversion === "1.0" && type === "stoa.record.written" && data.changed.join() === "income" && Object.keys(data.values).join() === "entry",
        `what is told: ${JSON.stringify(of(one)[2].event)}`);
});

await journey("nothing is lost when the house ends", async () => {
    plan = () => 503;
    await write("200000000015-2015", 1);
    await until(() => of("200000000015-2015").length);
    await site.stop();
    plan = () => 204;
    site = await start();
    await until(() => of("200000000015-2015").some((x) => x.status === 204));
    check(new Set(of("200000000015-2015").map((x) => x.event.id)).size === 1, "it is the same message");
});

await journey("as described", async () => {
    const described = await (await fetch(`${site.base}/partner/subscriptions`, { headers: { authorization: key } })).json();
    const ajv = new Ajv({ strict: false, allErrors: true });
    ajv.addFormat("date-time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
    const schema = described.webhooks.incomes.post.requestBody.content["application/cloudevents+json"].schema;
    delete schema.properties.source.const;  /* the house has started anew on another port */
    for (const { event } of got)
        check(ajv.validate(schema, event), `the message fits its schema: ${ajv.errorsText()}`);
    check(!ajv.validate(schema, { ...got[0].event, data: { ...got[0].event.data, values: { income: 1 } } }), "another value would not fit");
    check(described.webhooks.incomes["x-stoa-subscription"].state === "active", "the partner reads how its subscription stands");
});

await journey("gone", async () => {
    plan = () => 410;
    await write("200000000015-2016", 1);
    await until(() => of("200000000015-2016").length);
    await write("200000000015-2016", 2);
    await new Promise((done) => setTimeout(done, 3000));
    check(of("200000000015-2016").length === 1, "an address that is gone is sent nothing more");
});

await site.stop();
receiver.close();
rmSync(home, { recursive: true, force: true });
process.exit(summary());
