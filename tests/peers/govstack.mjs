/* govstack.mjs STOA - each answer of the GovStack interfaces against the schema of its description (CONFORMANCE_DIR/govstack). */
import { existsSync, readFileSync } from "node:fs";
import Ajv from "ajv";
import { parse } from "yaml";
import { check, journey, serve, skip, summary } from "../browser/lib.mjs";
import { Asker } from "./asker.mjs";

const dir = `${process.env.CONFORMANCE_DIR ?? "../shared/conformance"}/govstack`;
if (!existsSync(`${dir}/workflow.yaml`)) {
    skip(`${dir} is not there`);
    process.exit(summary());
}
const described = {
    workflow: parse(readFileSync(`${dir}/workflow.yaml`, "utf8")),
    registration: JSON.parse(readFileSync(`${dir}/registration.json`, "utf8")),
};
const ajv = new Ajv({ strict: false, allErrors: true });
ajv.addFormat("uuid", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
ajv.addFormat("date-time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i);
for (const [name, d] of Object.entries(described))
    ajv.addSchema(d, name);

/* Whether an answer is what the operation's description says of that status. */
function fits(api, operation, status, body) {
    const [method, path] = operation.split(" ");
    const answer = described[api].paths[path]?.[method.toLowerCase()]?.responses?.[status];
    if (!check(answer, `${operation} describes ${status}`))
        return;
    const type = Object.keys(answer.content ?? {})[0];
    if (!type)
        return;
    const at = ["paths", path, method.toLowerCase(), "responses", String(status), "content", type, "schema"]
        .map((p) => encodeURIComponent(p.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/");
    const validate = ajv.compile({ $ref: `${api}#/${at}` });
    check(validate(body), `${operation} ${status}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(body).slice(0, 300)}`);
}

const site = await serve(process.argv[2]);
const asker = new Asker(site.base);

async function ask(api, operation, path, status = 200, who = asker) {
    const r = await who.ask(`/govstack/${api}${path}`, operation.startsWith("POST") ? {} : null, true);
    check(r.status === status, `${operation} of ${path} answers ${r.status}`);
    const body = JSON.parse(r.text);
    if (r.status !== 401) /* the descriptions leave out who may */
        fits(api, operation, status, body);
    return body;
}

await journey("the schemas are asked", async () => {
    const validate = ajv.compile({ $ref: "registration#/components/schemas/service" });
    check(!validate({ id: "archive-search", name: "x", type: "Public", version: "1" }), "an id that is no UUID is noticed");
});

await journey("services and forms", async () => {
    const services = await ask("registration", "GET /services", "/services");
    check(services.length >= 2, `all services that can be asked for are there (${services.length})`);
    const one = services.find((s) => s.name === "Search for an old civil record");
    check((await ask("registration", "GET /services", `/services?name=${encodeURIComponent(one.name)}`)).length === 1, "by name");
    check((await ask("registration", "GET /services", "/services?name=nothing")).length === 0, "none of that name");
    check((await ask("registration", "GET /services/{serviceId}", `/services/${one.id}`)).name === one.name, "one by its id");
    await ask("registration", "GET /services/{serviceId}", "/services/00000000-0000-8000-8000-000000000000", 404);
    const [form] = await ask("registration", "GET /services/{serviceId}/eForms", `/services/${one.id}/eForms`);
    const whole = await ask("registration", "GET /eForms/{eFormId}", `/eForms/${form.eFormId}`);
    check(whole.schema.components.some((c) => c.key === "record_year"), "the form with its questions");
    await ask("registration", "GET /eForms/{eFormId}", "/eForms/nothing", 404);
});

await journey("processes", async () => {
    const all = await ask("workflow", "GET /processes", "/processes");
    const one = all.find((p) => p.id.startsWith("archive-search:"));
    check((await ask("workflow", "GET /processes/{processId}", `/processes/${one.id}`)).id === one.id, "one by its id");
    await ask("workflow", "GET /processes/{processId}", "/processes/nothing", 404);
});

await journey("one's own instances and applications", async () => {
    await ask("workflow", "GET /instances/", "/instances/", 401);
    await ask("registration", "GET /applications", "/applications", 401);
    await asker.sign_in();
    check((await ask("workflow", "GET /instances/", "/instances/")).length === 0, "nothing yet");
    const number = await asker.search(1890);
    await asker.search(1891);
    const all = await ask("workflow", "GET /instances/", "/instances/?processId=archive-search");
    check(all.length === 2 && all.every((i) => i.state === "Active"), "both run");
    check((await ask("workflow", "GET /instances/", "/instances/?processId=birth-registration")).length === 0, "none of another process");
    check((await ask("workflow", "GET /instances/{instanceId}", `/instances/${all[0].id}`)).id === all[0].id, "one by its id");
    await ask("workflow", "GET /instances/{instanceId}", "/instances/12", 404);
    const list = await ask("registration", "GET /applications", "/applications?maxResult=1");
    check(list.length === 1 && list[0].status.code === "PENDING", "one of them, pending");
    const file = await ask("registration", "GET /applications/{fileId}", `/applications/${number}`);
    check(Number(file.applicationData.formData.data.record_year.value) === 1890 && !file.ended, "with what was answered");
    await ask("registration", "GET /applications/{fileId}", "/applications/2099-000001", 404);
    const other = new Asker(site.base);
    await other.sign_in("minh@example.org");
    await ask("registration", "GET /applications/{fileId}", `/applications/${number}`, 404, other);
    await ask("workflow", "GET /instances/{instanceId}", `/instances/${all[0].id}`, 404, other);
    const stop = "POST /instances/{instanceId}/stop";
    await ask("workflow", stop, `/instances/${all[0].id}/stop`, 404, other);
    await ask("workflow", stop, `/instances/${all[0].id}/stop`, 401, new Asker(site.base));
    const stopped = await ask("workflow", stop, `/instances/${all[0].id}/stop`, 201);
    check(stopped.ended === true && stopped.state === "Terminated", "the instance is stopped");
    check((await ask("workflow", "GET /instances/{instanceId}", `/instances/${all[0].id}`)).state === "Terminated", "and stays so");
    const again = await asker.ask(`/govstack/workflow/instances/${all[0].id}/stop`, {}, true);
    check(again.status === 409, `twice is refused (${again.status})`);
});
await site.stop();
process.exit(summary());
