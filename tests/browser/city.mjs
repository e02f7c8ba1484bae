/* The city's own installation while no agreement with the state is joined: what is asked of it waits, and both sides of the counter see why. */
import { check, until } from "./lib.mjs";

const forward = (v) => v.page.locator("main form button.govuk-button:not([name]):not([type=button]):not([type=reset])").first();

async function applied(come, mode) {
    const v = await come(mode);
    await v.open("/");
    await v.look("city-home");
    await v.open("/services/city-pass");
    await v.look("city-service");
    await v.sign_in(mode === "vi" ? "hoa@example.org" : "lena@example.org", "/apply/city-pass/about-you");
    await v.look("city-about-you");
    await v.go(forward(v));
    await v.choose("pass_language", "en");
    await v.go(forward(v));
    await v.tick(v.page.locator("[name=declared]"));
    await v.go(forward(v));
    check(v.path.startsWith("/cases/"), "the application is sent though the state cannot be asked");
    await v.open(v.path.split("?")[0]);
    await v.look("city-case");
    check((await v.text()).includes(mode === "vi" ? "Hỏi nhà nước về địa chỉ" : "Ask the state for the address"), "the case says what it waits for");
    await v.leave();
}

export async function city(come, mode) {
    await applied(come, mode);
    const head = await come(mode);
    await head.sign_in("vesela@city.saren.example.org", "/desk/exchange");
    await until(async () => {
        await head.open("/desk/exchange");
        return (await head.page.locator("main form button").count()) > 0;
    });
    await head.look("city-exchange");
    check((await head.text()).includes(mode === "vi" ? "Chưa có thỏa thuận với nút Cộng hòa Alvaria" : "no agreement yet with the node Republic of Alvaria"),
        "the desk says why it waits");
    await head.leave();
}
