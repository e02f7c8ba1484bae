/* A new service from questions on the Studio's pages: what was typed is kept, going back, the summary. The whole way to a
   draft that plays its tales is told in tests/tales/studio-new.tale. */
import { check } from "./lib.mjs";

export async function studio_new(come, mode) {
    const ada = await come(mode);
    await ada.sign_in("okafor@saren.example.org", "/studio");
    await ada.open("/studio/new/title");
    await ada.fill("title.en", "Rent a boat");
    await ada.go(ada.page.locator('main form[action$="/title"] button'));
    check(await ada.page.locator(".govuk-error-summary").count() === 1, "the missing language is told");
    check(await ada.page.locator('[name="title.en"]').inputValue() === "Rent a boat", "what was typed stays");
    await ada.look("studio-new-error");
    await ada.fill("title.vi", "Thuê thuyền");
    await ada.fill("summary.en", "For a day.");
    await ada.fill("summary.vi", "Trong một ngày.");
    await ada.go(ada.page.locator('main form[action$="/title"] button'));
    check(new URL(ada.page.url()).pathname.endsWith("/studio/new/who"), "the next page follows");
    await ada.look("studio-new-who");
    await ada.open("/studio/new/questions/1");
    await ada.look("studio-new-question");
    await ada.fill("label.en", "For how many days?");
    await ada.fill("label.vi", "Trong mấy ngày?");
    await ada.page.selectOption('[name="kind"]', "number");
    await ada.go(ada.page.locator('main form[action$="/questions/1"] button'));
    check((await ada.text()).includes(mode === "vi" ? "Trong mấy ngày?" : "For how many days?"), "the question stands in its list");
    await ada.look("studio-new-questions");
    await ada.open("/studio/new/title");
    check(await ada.page.locator('[name="title.vi"]').inputValue() === "Thuê thuyền", "going back shows what was answered");
    await ada.open("/studio/new");
    await ada.look("studio-new");
    await ada.go(ada.page.locator('main button[value="again"]'));
    check(!(await ada.text()).includes("Thuê thuyền"), "the answers are forgotten");
    await ada.leave();
}
