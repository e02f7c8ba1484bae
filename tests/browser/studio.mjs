/* The Studio: a designer drafts a change, a second person signs it. */
import { check } from "./lib.mjs";

const service = "/studio/services/birth-registration";

export async function studio(come, mode) {
    const ada = await come(mode);
    await ada.sign_in("okafor@saren.example.org", "/studio");
    await ada.open("/studio");
    await ada.look("studio");
    for (const part of ["process", "rules", "form/form", "letters", "words"]) {
        const answer = await ada.open(`${service}/${part}`);
        if (check(answer.status() === 200, `${part} of a service is there (${answer.status()})`))
            await ada.look(`studio-${part.replace("/", "-")}`);
    }
    await ada.open(service);
    await ada.look("studio-service");
    await ada.fill("title", `Clearer words, ${mode}`);
    await ada.go(ada.page.locator('main form[action$="/birth-registration"] button'));
    const at = new URL(ada.page.url()).pathname.replace(/^\/vi/, "");
    await ada.look("studio-draft");
    for (const part of ["form/form", "letters"]) {
        await ada.open(`${at}/${part}`);
        await ada.look(`studio-draft-${part.replace("/", "-")}`);
    }
    await ada.open(`${at}/file?path=letters/delay.md`);
    await ada.look("studio-file");
    const text = await ada.page.locator("textarea").inputValue();
    await ada.fill("text", `${text}\nWe are sorry for that.\n`);
    await ada.go(ada.page.locator('main form[action$="/save"] button'));
    check((await ada.page.locator("textarea").inputValue()).includes("We are sorry"), "what was written is kept");
    await ada.open(`${at}/compare`);
    await ada.look("studio-compare");
    check((await ada.text()).includes("We are sorry for that."), "the difference is shown");
    await ada.open(at);
    await ada.go(ada.page.locator('main form[action$="/submit"] button'));
    const maja = await come(mode);
    await maja.sign_in("lindqvist@saren.example.org", "/studio");
    await maja.open(at);
    await maja.look("studio-review");
    check(await maja.page.locator('main form[action$="/sign"]').count() === 1, "the second person may sign");
    check(await ada.page.locator('main form[action$="/sign"]').count() === 0, "the author may not");
    await maja.leave();
    await ada.leave();
}
