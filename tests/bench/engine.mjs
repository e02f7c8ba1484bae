/* engine.mjs FILE - npm's bpmn-engine runs the process of a file from start to end, in memory, one instance after another for two
 * seconds: its service tasks draw numbers, its rule task looks up a class, its condition is a comparison in JavaScript.  Parsing is
 * left out: the source is read once.  Prints one JSON object. */
import { readFileSync } from "node:fs";
import { Engine } from "bpmn-engine";

let last = 0, classes = 0, ended = 0;

function Numbers() {
    return { execute: (_, done) => done(null, ++last) };
}

function Classes(activity) {
    const amount = activity.environment.variables.amount;
    classes += 1;
    return { execute: (_, done) => done(null, amount < 100 ? "small" : amount < 1000 ? "middle" : "large") };
}

const source = readFileSync(process.argv[2], "utf8");
const engine = new Engine({
    name: "bench",
    source,
    variables: { amount: 250 },
    expressions: { resolveExpression: (text, scope) => /^=amount > 0$/.test(text) ? scope.environment.variables.amount > 0 : text },
    extensions: {
        service(activity) {
            if (activity.type === "bpmn:ServiceTask")
                activity.behaviour.Service = Numbers;
            if (activity.type === "bpmn:BusinessRuleTask")
                activity.behaviour.Service = Classes;
        },
    },
});

async function one() {
    const run = await engine.execute();
    if (run.state !== "idle" && run.state !== "stopped")
        throw new Error(`an instance is ${run.state}`);
    ended += 1;
}

for (let i = 0; i < 20; i++)
    await one();
ended = 0;
const began = process.hrtime.bigint();
let seconds = 0;
while (seconds < 2) {
    for (let i = 0; i < 10; i++)
        await one();
    seconds = Number(process.hrtime.bigint() - began) / 1e9;
}
if (last !== 2 * (ended + 20) || classes !== ended + 20)
    throw new Error("not every task ran");
console.log(JSON.stringify({ instances: ended, seconds, per_second: ended / seconds }));
