/* os/log.h - the structured log: one JSON object a line on stderr.  Never personal data: ids,
 * codes, counts, times. */
#ifndef OS_LOG_H
#define OS_LOG_H

#include "base/base.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* The role's name and number as they stand in each line; kept by the thread.  name must live for
 * ever. */
void log_role(const char *name, unsigned index);
void log_threshold(enum log_level least);
void log_to(int fd); /* 2 at start */

/* LOG(LOG_INFO, "role.ready", LOG_N("pid", pid), LOG_S("kind", kind)); at least one field. */
struct log_field {
    const char *name;
    int64_t number;
    str text;
    bool is_text;
};
#define LOG_N(name, value) ((struct log_field){ (name), (int64_t)(value), STR_NULL, false })
#define LOG_S(name, value) ((struct log_field){ (name), 0, (value), true })
void log_write(enum log_level level, const char *event, const struct log_field *fields, size_t n);
#define LOG(level, event, ...)                                                                     \
    log_write((level), (event), (const struct log_field[]){ __VA_ARGS__ },                         \
              sizeof((const struct log_field[]){ __VA_ARGS__ }) / sizeof(struct log_field))

/* A fault: logged once, with a number people can quote ("K7Q2-M9XD").  out gets it, terminated. */
enum { INCIDENT_TEXT = 10 };
void log_incident(const char *event, err e, str detail, char out[INCIDENT_TEXT]);

#endif
