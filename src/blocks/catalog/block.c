/* The catalogue: everything that anybody may read without saying who they are. */
#include "blocks/catalog/own.h"
#include "blocks/catalog/registers.h"

/* clang-format off */
static const struct route routes[] = {
    { GET, "/", .prepare = show_home, .cached = true },
    { GET, "/services", .prepare = show_services, .cached = true },
    { GET, "/services/:id", .prepare = show_service, .cached = true },
    { GET, "/services/:id/process", .prepare = show_process, .cached = true },
    { GET, "/services/:id/rules", .prepare = show_rules, .cached = true },
    { GET, "/services/:id/rules/:rule", .prepare = show_rule, .rate = RATE_SEARCH },
    { GET, "/services/:id/data", .prepare = show_service_data },
    { GET, "/life-events/:id", .prepare = show_life_event, .cached = true },
    { GET, "/categories/:id", .prepare = show_category, .cached = true },
    { GET, "/offices", .prepare = show_offices, .cached = true },
    { GET, "/offices/:id", .prepare = show_office, .cached = true },
    { GET, "/registers", .prepare = show_registers, .cached = true },
    { GET, "/registers.jsonld", .prepare = show_registers_data },
    { GET, "/registers/:id", .prepare = show_register, .cached = true },
    { GET, "/registers/:id/data", .prepare = show_register_data },
    { GET, "/pages/:id", .prepare = show_info, .cached = true },
    { GET, "/accessibility", .prepare = show_accessibility, .cached = true },
    { GET, "/privacy", .prepare = show_privacy, .cached = true },
    { GET, "/search", .prepare = show_search, .rate = RATE_SEARCH },
    { GET, "/manifest.webmanifest", .prepare = show_manifest },
    { GET, "/robots.txt", .prepare = show_robots },
    { GET, "/sitemap.xml", .prepare = show_sitemap },
    { GET, "/favicon.ico", .prepare = show_favicon },
    { GET, "/:file", .prepare = show_root_file },
    { 0 },
};
/* clang-format on */

const struct block block_catalog = { .name = "catalog", .routes = routes, .boot = catalog_boot };
