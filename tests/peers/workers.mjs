/* workers.mjs STOA - workers that Camunda wrote (npm camunda-external-task-client-js) do the work of a partner of the demo: many at
 * once, with failures, errors, locks that run out and workers that die; each piece of work is done once. */
import { spawnSync } from "node:child_process";
import { BasicAuthInterceptor, Client, Variables } from "camunda-external-task-client-js";
import { check, journey, serve, summary } from "../browser/lib.mjs";
import { Asker } from "./asker.mjs";

const TOPIC = "archive.search";
const auth = () => new BasicAuthInterceptor({ username: "state-archive", password: "the-archive-keeps-everything" });
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const until = async (good, ms = 60000) => {
    for (const end = Date.now() + ms; Date.now() < end && !good();)
        await pause(50);
    return good();
};

/* ---- workers ---- */

const worker = (base, id, more = {}) => new Client({
    baseUrl: `${base}/engine-rest`, workerId: id, interceptors: auth(), maxTasks: 3, lockDuration: 20000, interval: 5,
    asyncResponseTimeout: 3000, ...more,
});

function found(year) {
    return new Variables().set("found", true).set("signature", `B ${year}`).set("entered_on", "1890-04-02").set("pages", 2);
}

/* What a worker does with a search, by its year: plans[year % plans.length]. */
const plans = ["complete", "extend", "closed", "again", "twice", "dies", "gives up", "late"];
const log = { ended: new Map(), refused: [], errors: [], seen: new Map() };

function ended(task, how) {
    log.ended.set(task.businessKey, [...(log.ended.get(task.businessKey) ?? []), how]);
}

async function refused(promise, what) {
    try {
        await promise;
        return false;
    } catch (e) {
        log.refused.push(`${what}: ${e.httpStatusCode} ${e.type}`);
        return e.httpStatusCode === 404 || e.httpStatusCode === 400;
    }
}

async function done(service, task, how) {
    await service.complete(task, found(task.variables.get("year")));
    ended(task, how);
}

async function handle({ task, taskService }) {
    const year = task.variables.get("year"), times = (log.seen.get(task.id) ?? 0) + 1;
    const plan = plans[year % plans.length];
    log.seen.set(task.id, times);
    if (plan === "extend")
        await taskService.extendLock(task, 30000);
    if (plan === "closed") {
        await taskService.handleBpmnError(task, "closed", "until 2030", new Variables().set("found", true));
        return ended(task, "closed");
    }
    if (plan === "again" && times < 3)
        return await taskService.handleFailure(task, { errorMessage: "not now", errorDetails: "x".repeat(5000), retries: 3 - times, retryTimeout: 50 });
    if (plan === "gives up") {
        await taskService.handleFailure(task, { errorMessage: "the shelf is gone", retries: 0 });
        return ended(task, "incident");
    }
    if (plan === "dies" && times === 1) {
        await taskService.extendLock(task, 300);
        return;
    }
    if (plan === "late" && times === 1) { /* comes back after another has done it */
        await taskService.extendLock(task, 300);
        await until(() => log.ended.has(task.businessKey));
        check(await refused(taskService.complete(task, found(year)), "late"), "a worker whose lock went to another is refused");
        return;
    }
    await done(taskService, task, "done");
    if (plan === "twice")
        check(await refused(taskService.complete(task, found(year)), "twice"), "work is completed once");
}

async function outcomes(asker, numbers) {
    for (const [number, year] of numbers) {
        const plan = plans[year % plans.length], state = await asker.state(number);
        const want = plan === "closed" ? /End_none|Not to be had/ : plan === "gives up" ? /Search the archive/ : /End_found|Found/;
        check(want.test(state), `${plan}: the case ${number} went on as it was told: ${state.slice(0, 300)}`);
        check((log.ended.get(number) ?? []).length === 1, `${plan}: ${number} ended once (${log.ended.get(number)})`);
    }
}

const stoa = process.argv[2];
const site = await serve(stoa);
const asker = new Asker(site.base);

await journey("many workers, nothing done twice", async () => {
    const numbers = new Map();
    await asker.sign_in();
    const workers = Array.from({ length: 6 }, (_, i) => worker(site.base, `w${i}`));
    for (const w of workers) {
        w.on("poll:error", (e) => log.errors.push(e.message));
        w.on("handler:error", (e) => log.errors.push(e.message));
        w.subscribe(TOPIC, handle);
    }
    for (let year = 1800; year < 1848; year++)
        numbers.set(await asker.search(year), year);
    check(await until(() => log.ended.size === numbers.size), `all ${numbers.size} searches ended (${log.ended.size}): ${log.errors.slice(0, 3)}`);
    await pause(1500); /* what still waits for its lock to run out would come now */
    for (const w of workers)
        w.stop();
    check(log.errors.length === 0, `no worker met an error: ${log.errors.slice(0, 3).join("; ")}`);
    check(log.refused.length === 12, `what came late or twice was refused: ${log.refused.length}`);
    await outcomes(asker, numbers);
});

await journey("a request waits for work", async () => {
    let polls = 0, got = null;
    const w = worker(site.base, "waiting", { asyncResponseTimeout: 60000, autoPoll: false });
    await pause(3500); /* the requests of the workers that were stopped have come back empty */
    w.on("poll:start", () => { polls++; });
    w.subscribe(TOPIC, async ({ task, taskService }) => {
        got = task;
        w.stop();
        await taskService.unlock(task);
        await taskService.lock(task, 10000);
        await taskService.complete(task, new Variables().set("found", false));
    });
    w.start();
    await pause(500);
    const number = await asker.search(1900);
    check(await until(() => got), "the work reached the request that waited");
    check(polls === 1 && got?.businessKey === number, `by the one request that was there (${polls})`);
    check(got?.variables.get("year") === 1900 && got?.variables.get("name").family === "Huber", "with its variables");
    check(Object.keys(got?.variables.getAll() ?? {}).sort().join() === "kind,name,place,year", "and with no other than are mapped");
    let said = "";
    await until(() => { asker.state(number).then((s) => { said = s; }); return /End_none|Not to be had/.test(said); }, 5000);
    check(/End_none|Not to be had/.test(said), "the answer moved the case");
});

await journey("a lock that runs out wakes who waits", async () => {
    let first = null, second = null;
    const options = { asyncResponseTimeout: 60000, autoPoll: false };
    const a = worker(site.base, "first", options), b = worker(site.base, "second", options);
    a.subscribe(TOPIC, { lockDuration: 1500 }, ({ task }) => { first = task; a.stop(); });
    b.subscribe(TOPIC, async ({ task, taskService }) => {
        second = task;
        b.stop();
        await taskService.complete(task, new Variables().set("found", false));
    });
    a.start();
    await asker.search(1901);
    check(await until(() => first), "the first has it");
    b.start();
    check(await until(() => second), "the second gets it when the lock is over");
    check(first?.id === second?.id && second?.workerId === "second", "the same work");
});

await journey("too much is refused, and the work is still there", async () => {
    const w = worker(site.base, "talker", { autoPoll: false, asyncResponseTimeout: 10000 });
    const said = [];
    let ok = false;
    let told = 0;
    w.subscribe(TOPIC, async ({ task, taskService }) => {
        w.stop();
        for (const size of [70000, 300000])
            await taskService.complete(task, new Variables().set("found", true).set("signature", "x".repeat(size)))
                .catch((e) => said.push(e.httpStatusCode));
        const all = await Promise.allSettled(Array.from({ length: 12 }, () =>
            taskService.complete(task, new Variables().set("found", false))));
        told = all.filter((r) => r.status === "fulfilled").length;
        ok = true;
    });
    w.start();
    await asker.search(1902);
    check(await until(() => ok), "it is completed after all");
    check(told === 1, `of twelve answers at once one counts (${told})`);
    check(said.join() === "400,413", `what is too large is refused (${said})`);
});

await journey("who has no credential", async () => {
    const w = worker(site.base, "nobody", { interceptors: new BasicAuthInterceptor({ username: "state-archive", password: "guess" }) });
    let error = null;
    w.on("poll:error", (e) => { error = e; w.stop(); });
    w.subscribe(TOPIC, () => {});
    check(await until(() => error), "is told");
    check(error?.httpStatusCode === 401 && error?.type === "RestException", `by 401 (${error?.message})`);
});

const verify = spawnSync(stoa, ["verify", "--data", site.data], { encoding: "utf8" });
check(verify.status === 0, `stoa verify: ${verify.stdout}${verify.stderr}`);
check(/pieces of outside work compared with their events *51|51 *pieces of outside work/.test(verify.stdout), verify.stdout);
await site.stop();
process.exit(summary());
