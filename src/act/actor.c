#include "act/actor.h"

bool actor_has_role(const struct actor *who, str role)
{
    for (size_t i = 0; i < who->nroles; i++)
        if (str_eq(who->roles[i].role, role))
            return true;
    return false;
}

bool actor_has_any(const struct actor *who, const char *roles, str *office)
{
    str rest = str_z(roles), role;

    while (str_next(&rest, ' ', &role))
        for (size_t i = 0; i < who->nroles; i++)
            if (str_eq(who->roles[i].role, role)) {
                if (office)
                    *office = who->roles[i].office;
                return true;
            }
    return false;
}

bool actor_scope(const struct actor *who, const char *scope)
{
    str rest = who->scopes, one;

    if (!scope || !who->token)
        return false;
    if (str_eq(str_z(scope), S(SCOPE_ANY)))
        return true;
    while (str_next(&rest, ' ', &one))
        if (str_eq(one, str_z(scope)))
            return true;
    return false;
}
