/* <div data-sign="What it is" data-clear="Clear the drawing"> with a hidden input: a field to draw in, kept as an SVG path of
 * whole numbers in 600 by 200 (form/form.h, form_drawn).  The typed name is what signs; nobody has to draw. */
const WIDE = 600, HIGH = 200, MOST = 12000, STEP = 3;

function offer(part) {
    const input = part.querySelector("input");
    const canvas = document.createElement("canvas");
    const words = document.createElement("p");
    const clear = document.createElement("button");
    const pen = canvas.getContext("2d");
    let last = null;

    words.className = "govuk-hint";
    words.textContent = part.dataset.sign;
    clear.type = "button";
    clear.className = "govuk-button govuk-button--secondary";
    clear.textContent = part.dataset.clear;
    canvas.className = "stoa-sign";
    canvas.width = WIDE;
    canvas.height = HIGH;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", part.dataset.sign);
    pen.lineWidth = 3;
    pen.lineCap = pen.lineJoin = "round";
    part.querySelector("svg")?.remove();
    part.append(words, canvas, clear);

    const show = () => {
        pen.clearRect(0, 0, WIDE, HIGH);
        pen.strokeStyle = getComputedStyle(canvas).color;
        pen.stroke(new Path2D(input.value));
    };
    const where = (e) => {
        const box = canvas.getBoundingClientRect();
        const within = (v, most) => Math.max(0, Math.min(most, Math.round(v)));
        return [within((e.clientX - box.left) * WIDE / box.width, WIDE), within((e.clientY - box.top) * HIGH / box.height, HIGH)];
    };
    canvas.addEventListener("pointerdown", (e) => {
        e.preventDefault();
        canvas.setPointerCapture(e.pointerId);
        last = where(e);
        if (input.value.length < MOST - 20)
            input.value += `M${last[0]} ${last[1]}L${last[0]} ${last[1]}`;
        show();
    });
    canvas.addEventListener("pointermove", (e) => {
        const to = last && where(e);
        if (!to || Math.hypot(to[0] - last[0], to[1] - last[1]) < STEP || input.value.length > MOST - 20)
            return;
        input.value += `L${to[0]} ${to[1]}`;
        last = to;
        show();
    });
    for (const end of ["pointerup", "pointercancel"])
        canvas.addEventListener(end, () => { last = null; });
    clear.addEventListener("click", () => {
        input.value = "";
        show();
    });
    show();
}

export function sign(root) {
    for (const part of root.querySelectorAll("[data-sign]"))
        offer(part);
}
