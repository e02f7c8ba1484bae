/* A birth from the first search to the certificate: the steps of a parent, a registrar, a verifier and an auditor, each at a
 * browser of their own, in the same order in every mode. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { check, days_ago, sample_pdf, until } from "./lib.mjs";

const service = "/services/birth-registration";

/* What is answered; the mothers are demo accounts, the fathers and second mothers their spouses. */
export const families = {
    lena: { email: "lena@example.org", number: "200000000015", given: "Lena", family: "Hofer", other: "father_married",
        other_given: "Quân", other_family: "Trần", lang: "en" },
    sofia: { email: "sofia@example.org", number: "200000000058", given: "Sofía", family: "Herrera", other: "mother_married",
        other_given: "Ingrid", other_family: "Solberg", lang: "en" },
    hoa: { email: "hoa@example.org", number: "200000000099", given: "Hoa", family: "Nguyễn", other: "father_married",
        other_given: "Đức", other_family: "Phạm", lang: "vi" },
};

export function answers_of(family, child, days, pdf) {
    return {
        applicant_role: "mother", birth_outcome: "live", birth_date: days_ago(days), birth_time: "14:05", birth_site: "hospital",
        hospital: "Saint Elisabeth Hospital", sex: "female", plurality: "single",
        "applicant_name-given": family.given, "applicant_name-family": family.family, applicant_birth_date: "1990-01-02",
        applicant_number: family.number, "applicant_address-lines": "Ringstraße 12", "applicant_address-postcode": "1010",
        "applicant_address-place": "Saren", "applicant_address-country": "XA", applicant_citizenship: "AT",
        other_parent: family.other, "other_name-given": family.other_given, "other_name-family": family.other_family,
        other_birth_date: "1988-03-04", other_number: "", other_citizenship: "", child_given: child, family_rule: "mother",
        medical_notice: pdf, certificate_language: family.lang, contact_phone: "",
    };
}

/* From the home page by words, as they are typed, to the service's page. */
export async function find(v, words, expected) {
    for (const [i, q] of words.entries()) {
        await v.open("/");
        if (i === 0)
            await v.look("home");
        await v.type(v.page.locator("main input[type=search], main input[name=q]").first(), q);
        await v.go(v.page.locator("main form button").first());
        check((await v.text()).includes(expected), `"${q}" finds "${expected}"`);
        if (i === 0)
            await v.look("search");
    }
    await v.go(v.page.locator(`main a[href$="${service}"]`).first());
    await v.look("service");
}

export async function next(v) {
    await v.go(v.page.locator("main form[method=post] button.govuk-button").first());
}

/* Answers page after page until the answers are shown together. */
export async function answer(v, answers, pictures = {}) {
    for (let i = 0; i < 40 && !v.path.endsWith("/check"); i++) {
        const at = v.path.split("/").pop();
        const names = await v.page.$$eval("main form [name]", (fields) =>
            [...new Set(fields.filter((f) => f.type !== "hidden" && f.tagName !== "BUTTON").map((f) => f.name.replace(/-(day|month|year)$/, "")))]);
        await v.look(pictures[at]);
        for (const name of names) {
            if (name === "_keep") {   /* the account at a bank is kept for next time */
                await v.tick(v.page.locator("#_keep"));
                continue;
            }
            if (!(name in answers))
                throw new Error(`${v.path} asks for ${name}, which the journey does not know`);
            if (answers[name] !== "")
                await v.fill(name, answers[name]);
        }
        await next(v);
        const wrong = v.page.locator(".govuk-error-summary");
        if (await wrong.count())
            throw new Error(`${v.path} refuses: ${await wrong.innerText()}`);
    }
}

/* A parent without an account until the end; returns the number of the case. */
export async function apply(v, family, child, days, dir) {
    const vi = v.mode === "vi";
    await find(v, vi ? ["giấy khai sinh", "giay khai xinh", "em bé"] : ["baby", "birth certifcate", "giấy khai sinh"].slice(0, v.mode === "desk" ? 3 : 2),
        vi ? "khai sinh" : "Register a birth");
    if (v.mode === "desk") {
        await v.go(v.page.locator('main a[href$="/process"]').first());
        await v.look("process");
        await v.page.goBack();
    }
    await v.go(v.page.locator('main a.govuk-button[href*="/apply/"]').first());
    await v.look("entry");
    await v.go(v.page.locator('main a[href$="/applicant_role"]:not([href*="sign-in"])').first());
    if (v.mode === "desk") {
        await next(v);
        check(await v.page.locator(".govuk-error-summary a").count() === 1, "a question without an answer is said to be one");
        check(/^(Error|Lỗi)/.test(await v.page.title()), "the title says that there is an error");
        await v.look("error");
    }
    await answer(v, answers_of(family, child, days, sample_pdf(`${dir}/notice.pdf`, "Medical notice of birth")),
        { applicant_role: "question", birth_date: "date", "about-you": "about-you", medical_notice: "upload" });
    await v.look("check-unsigned");
    check((await v.text()).includes(child), "the answers show the child's name");
    await v.go(v.page.locator('main a.govuk-button[href*="sign-in"]').first());
    await v.look("sign-in");
    await v.sign_in(family.email);
    if (!v.path.endsWith("/check"))
        check(false, `after signing in the answers are shown, not ${v.path}`);
    await v.look("check");
    return await submit(v);
}

async function submit(v) {
    const differences = await v.page.locator("main table").count();
    check(differences === 1, "what differs from the register is shown");
    await v.tick(v.page.locator("#declared"));
    await v.go(v.page.locator('form[action$="/submit"] button'));
    await v.look("submitted");
    const number = /\d{4}-\d{6}/.exec(await v.text())?.[0];
    check(Boolean(number), "the number of the case is shown");
    check(await v.page.locator(".govuk-panel--confirmation").count() === 1, "it is said that the application has arrived");
    check(await v.page.locator("main li[aria-current=step]").count() >= 1, "the present step is marked in the words of the process");
    const summary = v.page.locator("details:has(svg) summary");
    await v.press(summary);
    const picture = v.page.locator("details svg");
    check(await picture.isVisible(), "the process is shown as a picture");
    await v.look("picture");
    return number;
}

/* The receipt as the parent gets it: a file. */
export async function receipt(v, number, dir) {
    await v.open(`/cases/${number}`);
    const [download] = await Promise.all([v.page.waitForEvent("download"), v.press(v.page.locator('main a[href$="/receipt"]'))]);
    const file = `${dir}/receipt-${v.mode}.json`;
    await download.saveAs(file);
    const text = readFileSync(file, "utf8");
    check(typeof JSON.parse(text).leaf === "string" || JSON.parse(text).leaf >= 0, "the receipt names its place in the log");
    return text;
}

/* The registrar's first look: finds the case, claims it, sees both sides, and asks. */
export async function ask(v, officer, number, question) {
    await v.sign_in(officer, "/desk");
    if (!v.path.endsWith("/desk"))
        await v.open("/desk");
    await v.look("desk");
    check(!/Hofer|Herrera|Nguyễn/.test(await v.text()), "the list names no people");
    await v.go(v.page.locator(`main a:text-is("${number}")`).first());
    check((await v.text()).includes(number), `the desk opens ${number}`);
    await v.go(v.page.locator('form[action$="/claim"] button'));
    await v.look("task");
    const task = v.path;
    await v.open(`/desk/cases/${number}`);
    await v.look("desk-case");
    check(await v.page.locator("svg.bpmn .is-present").count() >= 1, "the picture marks the present step");
    await v.open(task);
    await v.type(v.page.locator("#text"), question);
    await v.go(v.page.locator('form[action$="/ask"] button'));
    check((await v.text()).includes(question), "the question stands on the task");
    return task;
}

/* The parent answers from the message. */
export async function reply(v, question, text) {
    await v.open("/messages");
    await v.look("messages");
    await v.go(v.page.locator(".stoa-messages a").first());
    await v.look("message");
    await v.go(v.page.locator('main a[href*="/cases/"]').first());
    check((await v.text()).includes(question), "the question is shown to the parent");
    await v.look("question-asked");
    await v.type(v.page.locator("#answer"), text);
    await v.go(v.page.locator('form[action$="/answer"] button'));
    check(!(await v.page.locator("#answer").count()), "after the answer nothing is asked any more");
}

export async function approve(v, task, family, text) {
    await v.open(task);
    check((await v.text()).includes(text), "the answer stands on the task");
    const answers = { decision: "approve", mother_record: family.number, identity_checked: "yes" };
    await v.look("task-answered");
    /* What depends on the decision is asked once it is chosen: a moment later, or, without scripts, on the page that comes back. */
    for (let i = 0; i < 4 && v.path.startsWith("/desk/tasks/"); i++) {
        for (const [name, value] of Object.entries(answers))
            if (v.scripts || await v.page.locator(`form[action$="/complete"] [name="${name}"]`).count())
                await v.fill(name, value);
        await v.look("decide");
        await v.go(v.page.locator('form[action$="/complete"] button.govuk-button').first());
    }
    const wrong = v.page.locator(".govuk-error-summary");
    if (await wrong.count())
        throw new Error(`the decision is refused: ${await wrong.innerText()}`);
    check(v.path.endsWith("/desk"), "after the decision the desk is shown");
    await v.look("desk-after");
}

/* Waits for the certificate and downloads it. */
export async function certificate(v, number, file) {
    const link = v.page.locator('main a[href*="/documents/"]').first();
    await until(async () => {
        await v.open(`/cases/${number}`);
        return await link.count();
    });
    await v.look("decided");
    const [download] = await Promise.all([v.page.waitForEvent("download"), v.press(link)]);
    await download.saveAs(file);
    check(readFileSync(file).subarray(0, 5).toString() === "%PDF-", "the certificate is a PDF");
    return file;
}

/* Anyone: the file as it is, the file with one byte changed, and the address in the QR code. */
export async function verify(v, file, state, child) {
    const upload = async (path) => {
        await v.open("/verify");
        await v.attach(v.page.locator("#file"), path);
        await v.go(v.page.locator('form[action$="/verify"] button'));
    };
    await v.open("/verify");
    await v.look("verify");
    await upload(file);
    check(await v.page.locator(`.stoa-verdict--${state}`).count() === 1, `the certificate is ${state}: ${(await v.text()).slice(0, 200)}`);
    check(!(await v.text()).includes(child), "who checks learns nothing about the child");
    await v.look("genuine");
    const bytes = readFileSync(file);
    const at = bytes.indexOf("stream", 2000) + 40;
    bytes[at] ^= 1;
    writeFileSync(`${file}.altered.pdf`, bytes);
    await upload(`${file}.altered.pdf`);
    check(await v.page.locator(".stoa-verdict--altered").count() === 1, "one changed bit is found");
    await v.look("altered");
    const text = execFileSync("pdftotext", ["-layout", file, "-"]).toString();
    const code = /verify\/\s*([A-Za-z0-9_-]{22})\s/.exec(text)?.[1];
    if (check(Boolean(code), "the certificate says where it can be checked")) {
        await v.open(`/verify/${code}`);
        check(await v.page.locator(".stoa-verdict--known").count() === 1, "the QR code's address says that there is such a document");
        await v.look("code");
    }
}

/* The parent sees who looked, and why. */
export async function looks(v, officer) {
    await v.open("/privacy/looks");
    const text = await v.text();
    check(await v.page.locator("main tbody tr").count() >= 1, "the looks at one's own data are listed");
    check(text.includes(officer), `${officer} is named`);
    await v.look("looks-of-me");
}

/* A question about a look by that officer, the answer of the head, and both on the person's page. */
export async function asked(v, head, officer) {
    const question = "Why was my record opened?";
    const reply = "To compare it with your application.";
    await v.open(`/privacy/looks?words=${encodeURIComponent(officer)}`);
    await v.look("looks-found");
    await v.go(v.page.locator("main tbody a").first());
    await v.look("look");
    const page = v.path;
    await v.fill("text", question);
    await v.go(v.page.locator('main form[action$="/ask"] button'));
    check((await v.text()).includes(question), "the question stands on the page");
    await head.sign_in("gruenwald@saren.example.org", "/desk/looks/mine");
    await head.open("/desk/looks/mine");
    await head.look("looks-mine");
    await head.open("/desk/looks/questions");
    await head.look("looks-questions");
    await head.go(head.page.locator("main tbody a").first());
    check((await head.text()).includes(question), "the head of the office reads it");
    await head.look("looks-question");
    await head.fill("text", reply);
    await head.go(head.page.locator('main form[action$="/answer"] button'));
    await v.open(page);
    check((await v.text()).includes(reply), "the answer stands on the page");
    await v.look("look-answered");
    await head.open("/desk/looks/odd");
    await head.look("looks-odd");
    await head.open("/looks");
    await head.look("looks-numbers");
}

const offer_links = (v) => v.page.locator('main a[href*="/offers/"]');

/* How many offers the parent has, of an elder child too. */
export async function offers(v) {
    await v.open("/offers");
    return await offer_links(v).count();
}

/* What follows from the birth: offered with its reasons; had: how many offers there were before. */
export async function offered(v, had) {
    let now;
    await until(async () => (now = await offers(v)) >= had + 3);    /* each is weighed a moment after the birth, or tried again */
    if (!check(now === had + 3, `three services are offered to the parent, beside ${had}: ${now}`))
        return;
    const links = offer_links(v);
    const link = links.nth(2);     /* newest first: the first of those that are new */
    check((await link.innerText()).includes(": "), "the list says for whom the offer is");
    await v.look("offers");
    await v.go(link);
    check(await v.page.locator("main form").count() === 2, "yes, or not now");
    await v.look("offer");
    if (!["phone", "plain"].includes(v.mode))
        return;
    await v.go(v.page.locator('main form[action$="/take"] button'));
    await answer(v, { child_number: "", iban: "DE89 3704 0044 0532 0130 00" });
    await v.tick(v.page.locator("#declared"));
    await v.go(v.page.locator('form[action$="/submit"] button'));
    const number = (await v.text()).match(/\d{4}-\d{6}/)[0];
    await v.open(`/cases/${number}`);
    check(/Being paid|Đang được trả/.test(await v.text()), "the case says that it is being paid");
    await v.look("being-paid");
    await v.open(`/cases/${number}/payments`);
    await v.look("payments");
    await v.open("/account/bank");
    check((await v.text()).includes("30 00") || (await v.text()).includes("3000"), "the account is kept, by its last signs");
    await v.look("account-bank");
    await v.open(`/cases/${number}/rating`);
    await v.look("rating");
}
