/* <form method="get" data-autosubmit>: a changed choice asks at once; the submit button stays for everybody else.
 * Only choices: text is sent by Enter, so that nothing happens while somebody types. */
export function filters(root) {
    for (const form of root.querySelectorAll("form[data-autosubmit]"))
        form.addEventListener("change", (event) => {
            if (event.target.matches("select, input[type=checkbox], input[type=radio]"))
                form.requestSubmit();
        });
}
