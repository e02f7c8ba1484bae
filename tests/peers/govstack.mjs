/* govstack.mjs STOA - each answer of the GovStack interfaces against the schema of its description (CONFORMANCE_DIR/govstack). */
import { existsSync, readFileSync } from "node:fs";
import Ajv from "ajv";
import { parse } from "yaml";
import { check, journey, serve, skip, summary } from "../browser/lib.mjs";
import { Asker, Program } from "./asker.mjs";

const dir = `${process.env.CONFORMANCE_DIR ?? "../shared/conformance"}/govstack`;
if (!existsSync(`${dir}/workflow.yaml`)) {
    skip(`${dir} is not there`);
    process.exit(summary());
}
const described = {
    workflow: parse(readFileSync(`${dir}/workflow.yaml`, "utf8")),
    registration: JSON.parse(readFileSync(`${dir}/registration.json`, "utf8")),
    data: parse(readFileSync(`${dir}/digital-registries-data.yaml`, "utf8")),
    database: parse(readFileSync(`${dir}/digital-registries-database.yaml`, "utf8")),
};
/* The description of databases names its schemas by other capitals than it gives them. */
for (const name of ["DatabaseInfo", "DatabasesSchema"])
    described.database.components.schemas[name] ??= described.database.components.schemas[name[0].toLowerCase() + name.slice(1)];
const ajv = new Ajv({ strict: false, allErrors: true });
ajv.addFormat("int32", { type: "number", validate: (n) => Number.isInteger(n) && Math.abs(n) < 2 ** 31 });
ajv.addFormat("uuid", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
ajv.addFormat("uri", (text) => URL.canParse(text));
ajv.addFormat("date", /^\d{4}-\d\d-\d\d$/);
ajv.addFormat("date-time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i);
for (const [name, d] of Object.entries(described))
    ajv.addSchema(d, name);

/* Whether an answer is what the operation's description says of that status. */
function fits(api, operation, status, body) {
    if (api === "registries")
        api = "data";
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

/* The descriptions leave out who may, and what of an application is wrong: such an answer is a systemError. */
const error = ajv.compile({ $ref: "registration#/components/schemas/systemError" });

async function ask(api, operation, path, status = 200, who = asker, sent = {}, key = null) {
    const method = operation.split(" ")[0];
    const r = await who.ask(`/govstack/${api}${path}`, ["POST", "PUT"].includes(method) ? sent : null, true, key, method);
    check(r.status === status, `${operation} of ${path} answers ${r.status}: ${r.text.slice(0, 300)}`);
    const body = JSON.parse(r.text);
    if ([401, 403, 409, 422].includes(r.status))
        check(error(body) && body.code === String(r.status) && body.message, `${operation} of ${path}: an error in the description's form`);
    else
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
    await ask("workflow", stop, `/instances/${all[0].id}/stop`, 409);
});

const apply = "POST /services/{serviceId}/applications", upload = "POST /documents";
const task = "GET /tasks/{taskId}", complete = "POST /tasks/{taskId}/complete";

function dog(name, chip, more = {}) {
    const answers = {
        dog_name: name, dog_chip: chip, dog_birth_date: "2025-11-01", dog_breed: "other", dog_since: "2026-02-20", dog_others: "none",
        assistance: "no", ...more,
    };
    return Object.fromEntries(Object.entries(answers).map(([k, value]) => [k, { value }]));
}

await journey("a program applies with a person's key", async () => {
    const dogs = (await ask("registration", "GET /services", "/services?name=Register%20a%20dog"))[0].id;
    const program = new Program(site.base, await asker.token("Books", ["read", "submit"]));
    const sent = { applicantId: "me", formData: { data: dog("Momo", "040098100123456") } };
    const path = `/services/${dogs}/applications`;
    await ask("registration", apply, path, 401, new Program(site.base, "stoa_nothing"), sent);
    await ask("registration", apply, path, 401, asker, sent); /* a browser's session is no program */
    await ask("registration", apply, path, 422, program, { ...sent, formData: { data: { dog_name: { value: "Momo" } } } });
    const made = await ask("registration", apply, path, 200, program, sent, "once-1");
    check(made.ended === false && made.status.title === "approved" && made.applicationData.formData.data.dog_name.value === "Momo",
        "decided at once, with what was answered; it runs on for the tax");
    const again = await ask("registration", apply, path, 200, program, sent, "once-1");
    check(again.fileId === made.fileId, "the same key of the request makes one application");
    await ask("registration", apply, path, 409, program, { ...sent, formData: { data: dog("Rex", "040098100123457") } }, "once-1");
    const list = await ask("registration", "GET /applications", `/applications?serviceId=${dogs}`, 200, program);
    check(list.length === 1 && list[0].applicantId === made.applicantId, "it is the only one");
    await ask("registration", "GET /tasks", "/tasks", 403, program);
    await ask("registration", apply, "/services/00000000-0000-8000-8000-000000000000/applications", 404, program, sent);
    await ask("registration", apply, path, 422, program, { ...sent, applicantId: dogs });

    const form = new FormData();
    form.append("file", new Blob([readFileSync("tests/tales/files/notice.pdf")]), "paper.pdf");
    const { url } = await ask("registration", upload, "/documents", 200, program, form, "file-1");
    const plain = new FormData();
    plain.append("file", readFileSync("tests/tales/files/notice.pdf").toString("base64"));
    check((await ask("registration", upload, "/documents", 200, program, plain)).type === "application/pdf", "as base64, too");
    const wrong = new FormData();
    wrong.append("file", new Blob(["no picture"]), "a.png");
    await ask("registration", upload, "/documents", 400, program, wrong);
    const listed = { applicantId: made.applicantId, documentUrls: [url],
        formData: { data: dog("Rex", "040098100123458", { dog_breed: "rottweiler", competence: url }) } };
    const rex = await ask("registration", apply, path, 200, program, listed, "once-2");
    check(rex.status.code === "PENDING", "waits for the office");
    check((await ask("registration", apply, path, 200, program, listed, "once-2")).fileId === rex.fileId, "once, with its document");
    const stranger = new Asker(site.base);
    await stranger.sign_in("minh@example.org");
    const other = new Program(site.base, await stranger.token("Other", ["submit"]));
    await ask("registration", apply, path, 422, other, { ...listed, applicantId: "me" });

    const officer = new Asker(site.base);
    await officer.sign_in("kim@saren.example.org");
    const robot = new Program(site.base, await officer.token("Robot", ["tasks"]));
    const at = (await officer.ask(`/desk?number=${rex.fileId}`)).to.split("/").pop();
    check((await ask("registration", "GET /tasks", "/tasks", 200, robot)).length === 0, "nothing is taken yet");
    await ask("registration", task, `/tasks/${at}`, 409, robot);
    await officer.ask(`/desk/tasks/${at}/claim`, {});
    const tasks = await ask("registration", "GET /tasks", `/tasks?fileId=${rex.fileId}`, 200, robot);
    check(tasks.length === 1 && tasks[0].taskId === at, "the one that the officer took");
    check((await ask("registration", task, `/tasks/${at}`, 200, robot)).data.dog_name.value === "Rex", "with what was answered");
    await ask("registration", complete, `/tasks/${at}/complete`, 422, robot, { data: { decision: { value: "refuse" } } });
    const update = "PUT /applications/{fileId}", found = { applicantId: made.applicantId, formData: { data: { decision: { value: "refuse" } } } };
    await ask("registration", update, `/applications/${rex.fileId}`, 422, robot, found);
    await ask("registration", update, `/applications/${made.fileId}`, 404, robot, found);
    await ask("registration", update, `/applications/${rex.fileId}`, 403, program, found);
    found.formData.data = { decision: { value: "approve" } };
    check((await ask("registration", update, `/applications/${rex.fileId}`, 200, robot, found)).fileId === rex.fileId, "put into the application");
    await ask("registration", update, `/applications/${rex.fileId}`, 200, robot, found);
    const done = await ask("registration", complete, `/tasks/${at}/complete`, 200, robot, {}); /* with what was put into it */
    check(done.fileId === rex.fileId, "completed");
    await ask("registration", complete, `/tasks/${at}/complete`, 409, robot, { data: { decision: { value: "approve" } } });
    await ask("registration", task, "/tasks/12", 404, robot);
    await ask("registration", complete, "/tasks/12/complete", 404, robot, { data: {} });
    check((await ask("registration", "GET /applications/{fileId}", `/applications/${rex.fileId}`, 200, program)).status.title === "approved", "and decided");
    const start = "POST /processes/{processId}/start", values = Object.entries(dog("Bo", "040098100123459")).map(([code, { value }]) => ({ code, value }));
    const began = await ask("workflow", start, "/processes/dog-licence/start", 201, program, { processStartedBy: "me", InstanceValues: values }, "start-1");
    check(began.ended === false && began.state === "Active" && began.id, "an instance begins with an application, and runs on");
    check((await ask("workflow", start, "/processes/dog-licence/start", 201, program, { processStartedBy: "me", InstanceValues: values }, "start-1")).id === began.id, "once");
    await ask("workflow", start, "/processes/dog-licence/start", 422, program, { processStartedBy: "me", InstanceValues: values.slice(0, 2) });
    await ask("workflow", start, "/processes/dog-licence/start", 422, program, { processStartedBy: "somebody", InstanceValues: values });
    await ask("workflow", start, "/processes/nothing/start", 404, program, { processStartedBy: "me" });
    for (const [operation, path] of [["POST /processes", "/processes"], ["PUT /processes/{processId}", "/processes/dog-licence"], ["DELETE /processes/{processId}", "/processes/dog-licence"]])
        await ask("workflow", operation, path, 403, program, {});
    await asker.ask("/account/sign-out-all", {});
    await ask("registration", "GET /applications", "/applications", 200, program);
});
/* A partner's own system, with its credential of the demo. */
class System extends Asker {
    constructor(base, credential) {
        super(base);
        this.credential = credential;
    }

    async ask(path, sent = null, json = true, key = null, method = sent === null ? "GET" : "POST") {
        const headers = { accept: "application/json", "information-mediator-client": "demo/GOV/1/tests" };
        if (this.credential)
            headers.authorization = `Bearer ${this.credential}`;
        if (sent !== null)
            headers["content-type"] = "application/json";
        if (key)
            headers["idempotency-key"] = key;
        const r = await fetch(this.base + path, { method, headers, body: sent === null ? undefined : JSON.stringify(sent) });
        return { status: r.status, text: (await r.text()) || "null" };
    }
}

const one = (content) => ({ query: { content } }), at = "/data/{registryName}/{versionNumber}";

/* Refusals of records are { detail }: the description leaves them out. */
async function record(operation, path, status, who, sent, key = null) {
    const method = operation.split(" ")[0];
    const r = await who.ask(`/govstack/registries/data${path}`, ["POST", "PUT"].includes(method) ? sent : null, true, key, method);
    check(r.status === status, `${operation} of ${path} answers ${r.status}: ${r.text.slice(0, 300)}`);
    const body = JSON.parse(r.text);
    if (status < 300 || (status === 404 && operation.endsWith("/read")))
        fits("data", operation, status, body);
    else
        check(typeof body.detail === "string" && body.detail, `${operation} of ${path}: says why`);
    return body;
}

await journey("registers, by systems of partners", async () => {
    const tax = new System(site.base, "tax-assessment.every-year-is-counted-once"), motor = new System(site.base, "motor-registry.every-wheel-is-written-down");
    const r = await tax.ask("/govstack/registries/databases");
    const databases = JSON.parse(r.text);
    fits("database", "GET /databases", r.status, databases);
    const incomes = databases.databases.find((d) => d.name === "income");
    fits("database", "GET /database/{id}", 200, JSON.parse((await tax.ask(`/govstack/registries/database/${incomes.id}`)).text));
    const base = `/income/${incomes.version}`, entry = "200000000015-2025", content = { entry, person: "200000000015", year: 2025, income: 23100 };
    const made = await record(`POST ${at}/create`, `${base}/create`, 200, tax, { write: { content } }, "income-1");
    check(made.content.income === 23100, "what was entered comes back");
    await record(`POST ${at}/create`, `${base}/create`, 200, tax, { write: { content } }, "income-1");
    await record(`POST ${at}/create`, `${base}/create`, 422, tax, { write: { content } });
    await record(`POST ${at}/create`, `${base}/create`, 401, new System(site.base, "tax-assessment.nothing"), { write: { content } });
    check((await record(`POST ${at}/exists`, `${base}/exists`, 200, tax, one({ entry }))).answer.status === true, "it is there");
    await record(`PUT ${at}/update`, `${base}/update`, 200, tax, { ...one({ entry }), write: { content: { income: 24000 } } });
    check((await record(`POST ${at}/read`, `${base}/read`, 200, tax, one({ entry }))).content.income === 24000, "and was changed");
    await record(`PUT ${at}/update`, `${base}/update`, 404, tax, { ...one({ entry: "none" }), write: { content: { income: 1 } } });
    await record(`POST ${at}/updateOrCreate`, `${base}/updateOrCreate`, 200, tax, { ...one({ entry }), write: { content: { income: 24500 } } });
    const list = await record(`GET ${at}`, `${base}?query.person=200000000015&pageSize=2`, 200, tax);
    check(list.count === 3 && list.results.length === 2 && list.next.includes("page=2"), `a page of those of a person: ${JSON.stringify(list).slice(0, 300)}`);
    check((await record(`GET ${at}`, list.next.split("/data")[1], 200, tax)).results.length === 1, "and the next one");
    const all = { ...one({ person: content.person }), write: { content: { income: 25000 } } };
    await record(`PUT ${at}/updateEntries`, `${base}/updateEntries`, 200, tax, all);
    const changed = await record(`GET ${at}`, `${base}?query.person=200000000015`, 200, tax);
    check(changed.results.length === 3 && changed.results.every((i) => i.income === 25000), "all of them were changed");
    await record(`PUT ${at}/updateEntries`, `${base}/updateEntries`, 422, tax, { ...all, write: { content: { income: "much" } } });
    await record(`PUT ${at}/updateEntries`, `${base}/updateEntries`, 404, tax, { ...all, ...one({ person: "none" }) });
    await record(`PUT ${at}/updateEntries`, `${base}/updateEntries`, 422, tax, { write: { content: { income: 1 } } });
    check((await record(`GET ${at}/{uuid}/readValue/{field}.{ext}`, `${base}/${entry}/readValue/income.json`, 200, tax)).value === 25000, "one value");
    await record(`DELETE ${at}/{ID}/delete`, `${base}/${entry}/delete`, 204, tax);
    await record(`POST ${at}/read`, `${base}/read`, 404, tax, one({ entry }));
    await record(`DELETE ${at}/{ID}/delete`, `${base}/${entry}/delete`, 404, tax);
    await record(`POST ${at}/read`, `${base}/read`, 403, motor, one({ entry }));
    check((await record(`POST ${at}/read`, "/person/latest/read", 200, motor, one({ national_number: "200000000015" }))).content.name.given === "Lena", "a person");
    const own = new Asker(site.base);
    await own.sign_in();
    const books = new Program(site.base, await own.token("Usage", ["read"]));
    const looks = await ask("registries", "GET /data/myPersonalDataUsage", "/data/myPersonalDataUsage?userId=me&databaseId=person", 200, books);
    check(looks.some((l) => l.readerApplicationName === "Motor Registry"), "and the person sees it");
    for (const [method, path] of [["DELETE", `/database/${incomes.id}`], ["POST", "/database/modify"]])
        check((await books.ask(`/govstack/registries${path}`, method === "POST" ? {} : null, true, null, method)).status === 403, `${method} ${path}: registers are content`);
});
await site.stop();
process.exit(summary());
