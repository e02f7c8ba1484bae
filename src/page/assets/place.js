/* <div data-place="Use where I am" data-unknown="What to say">: a button that fills in latitude and longitude. */
function offer(group) {
    const [latitude, longitude] = ["latitude", "longitude"].map((end) => group.querySelector(`input[name$="-${end}"]`));
    const button = document.createElement("button");
    const status = document.createElement("p");
    if (!latitude || !longitude)
        return;
    button.type = "button";
    button.className = "govuk-button govuk-button--secondary";
    button.textContent = group.dataset.place;
    status.className = "govuk-body";
    status.setAttribute("role", "status");
    latitude.closest(".govuk-form-group").before(button, status);
    button.addEventListener("click", () => {
        status.textContent = "";
        navigator.geolocation.getCurrentPosition(({ coords }) => {
            latitude.value = coords.latitude.toFixed(5);
            longitude.value = coords.longitude.toFixed(5);
            longitude.dispatchEvent(new Event("change", { bubbles: true }));
            status.textContent = `${latitude.value}, ${longitude.value}`;
        }, () => {
            status.textContent = group.dataset.unknown;
        }, { enableHighAccuracy: true, timeout: 20000 });
    });
}

export function place(root) {
    if (!("geolocation" in navigator))
        return;
    for (const group of root.querySelectorAll("[data-place]"))
        offer(group);
}
