/* conf/rows.c - the engine's own settings. */
#include "conf/conf.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };

const struct conf_row conf_rows[] = {
    { "data", CONF_PATH, "var/data", 1, 4000,
      "The folder that holds the database, the files, the keys and stoa.conf." },
    { "site", CONF_PATH, "sites/demo", 1, 4000, "The folder of the government that is served." },
    { "database", CONF_SECRET, NULL, 0, 0,
      "A PostgreSQL connection string; without one the database is stoa.db in the data folder." },
    { "listen", CONF_TEXT, "127.0.0.1:8080", 1, 1000,
      "Addresses to listen on, with commas between: HOST:PORT, [HOST]:PORT or unix:/path; eight at "
      "most." },
    { "public-url", CONF_TEXT, NULL, 0, 500,
      "The address by which people reach the site, as it stands in messages and certificates." },
    { "dev", CONF_BOOL, "off", 0, 0, "Publishes changed content of the site's folder at once." },
    { "single", CONF_BOOL, "off", 0, 0,
      "Runs all roles as threads of one process, for debugging." },
    { "sandbox", CONF_BOOL, "on", 0, 0,
      "Takes from each role the system calls and files it does not need." },
    { "users", CONF_TEXT, NULL, 1, 24,
      "Started as root: the prefix of the users that the roles run as; without it unused numbers "
      "are taken." },
    { "fronts", CONF_INT, "1", 1, 64, "Processes that speak HTTP." },
    { "workers", CONF_INT, "0", 0, 256,
      "Processes that answer requests; 0: as many as processors, at least two." },
    { "slow-workers", CONF_INT, "1", 1, 64,
      "Processes for slow requests: password hashing, exports." },
    { "connections", CONF_INT, "4000", 16, 100000, "Connections that one front keeps at most." },
    { "queue", CONF_INT, "4096", 16, 1000000,
      "Requests that wait in a front before others are told to come later." },
    { "batch", CONF_INT, "256", 1, 4096, "Acts that are committed together at most." },
    { "request-time", CONF_DURATION, "30s", SECOND, HOUR,
      "After this a request is answered as failed." },
    { "stage-time", CONF_DURATION, "120s", SECOND, HOUR,
      "Time of a processor that the tales of a draft, or a walk through it, may take." },
    { "body", CONF_BYTES, "12M", 64 * 1024, 1 << 30,
      "The largest body of any request; routes set smaller limits." },
    { "rate-loopback", CONF_BOOL, "off", 0, 0,
      "Counts the requests of this machine's own addresses too, where few are let through at a "
      "time." },
    { "metrics-public", CONF_BOOL, "off", 0, 0,
      "Shows /metrics to everyone, not to this machine only." },
    { "proxy-trusted", CONF_BOOL, "off", 0, 0,
      "Believes X-Forwarded-For and X-Forwarded-Proto of a proxy on this machine." },
    { "log-level", CONF_TEXT, "info", 4, 5, "What is logged: debug, info, warn or error." },
    { 0 },
};
