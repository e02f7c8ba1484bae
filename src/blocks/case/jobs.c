/* What time and the press do with cases: timers, files looked at again, drafts that end. */
#include "blocks/case/jobs.h"
#include "blocks/document/document.h"

err job_timer(struct job_run *j)
{
    return job_act(j, "case.timer", j->payload, NULL, NULL);
}

err job_expire(struct job_run *j)
{
    return job_act(j, "case.expire", val_with(j->a, val_null(), S("most"), val_int(100)), NULL, NULL);
}

/* The press, which has no network and no database, reads the whole file; nobody but its owner sees it before. */
err job_check_file(struct job_run *j)
{
    sha256 hash;
    str bytes, none;
    val ask = val_with(j->a, val_null(), S("do"), VAL_S("check")), told;

    TRY(str_to_bytes_hex(val_get_text(j->payload, S("hash")), hash.b, sizeof hash.b));
    TRY(file_get(j->a, j->boot->data, &j->key, &hash, &bytes));
    TRY(job_press(j, ask, bytes, &told, &none));
    val in = val_with(j->a, val_null(), S("file"), val_get(j->payload, S("file")));
    bool good = val_get_bool(told, S("ok"));
    return job_act(j, "case.file_checked", val_with(j->a, in, S("state"), good ? VAL_S("checked") : VAL_S("refused")),
                   NULL, NULL);
}
