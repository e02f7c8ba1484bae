/* feel/builtin.c - the table of built-in functions (DMN 1.5, 10.3.4, tables 73-84). */
#include "feel/fns.h"

static const struct builtin table[] = {
    { "number", "from,grouping separator,decimal separator", 1, 3, fn_number },
    { "string", "from", 1, 1, fn_string },
    { "not", "negand", 1, 1, fn_not },
    { "substring", "string,start position,length", 2, 3, fn_substring },
    { "string length", "string", 1, 1, fn_string_length },
    { "upper case", "string", 1, 1, fn_upper },
    { "lower case", "string", 1, 1, fn_lower },
    { "substring before", "string,match", 2, 2, fn_before_text },
    { "substring after", "string,match", 2, 2, fn_after_text },
    { "contains", "string,match", 2, 2, fn_contains },
    { "starts with", "string,match", 2, 2, fn_starts_with },
    { "ends with", "string,match", 2, 2, fn_ends_with },
    { "string join", "list,delimiter", 1, 2, fn_string_join },
    { "matches", "input,pattern,flags", 2, 3, fn_matches },
    { "replace", "input,pattern,replacement,flags", 3, 4, fn_replace },
    { "split", "string,delimiter", 2, 2, fn_split },
    { "list contains", "list,element", 2, 2, fn_list_contains },
    { "count", "list", 1, 1, fn_count },
    { "min", "list", 1, -1, fn_min },
    { "max", "list", 1, -1, fn_max },
    { "sum", "list", 1, -1, fn_sum },
    { "mean", "list", 1, -1, fn_mean },
    { "all", "list", 1, -1, fn_all },
    { "any", "list", 1, -1, fn_any },
    { "sublist", "list,start position,length", 2, 3, fn_sublist },
    { "append", "list,item", 2, -1, fn_append },
    { "concatenate", "list", 1, -1, fn_concatenate },
    { "insert before", "list,position,newItem", 3, 3, fn_insert_before },
    { "remove", "list,position", 2, 2, fn_remove },
    { "list replace", "list,position,newItem", 3, 3, fn_list_replace, "list,match,newItem" },
    { "reverse", "list", 1, 1, fn_reverse },
    { "index of", "list,match", 2, 2, fn_index_of },
    { "union", "list", 1, -1, fn_union },
    { "distinct values", "list", 1, 1, fn_distinct },
    { "flatten", "list", 1, 1, fn_flatten },
    { "product", "list", 1, -1, fn_product },
    { "median", "list", 1, -1, fn_median },
    { "stddev", "list", 1, -1, fn_stddev },
    { "mode", "list", 1, -1, fn_mode },
    { "sort", "list,precedes", 1, 2, fn_sort },
    { "decimal", "n,scale", 2, 2, fn_decimal },
    { "floor", "n,scale", 1, 2, fn_floor },
    { "ceiling", "n,scale", 1, 2, fn_ceiling },
    { "round up", "n,scale", 2, 2, fn_round_up },
    { "round down", "n,scale", 2, 2, fn_round_down },
    { "round half up", "n,scale", 2, 2, fn_round_half_up },
    { "round half down", "n,scale", 2, 2, fn_round_half_down },
    { "abs", "n", 1, 1, fn_abs, "number" },
    { "modulo", "dividend,divisor", 2, 2, fn_modulo },
    { "sqrt", "number", 1, 1, fn_sqrt },
    { "log", "number", 1, 1, fn_log },
    { "exp", "number", 1, 1, fn_exp },
    { "odd", "number", 1, 1, fn_odd },
    { "even", "number", 1, 1, fn_even },
    { "date", "year,month,day", 1, 3, fn_date, "from" },
    { "time", "hour,minute,second,offset", 1, 4, fn_time, "from" },
    { "date and time", "date,time", 1, 8, fn_date_and_time, "from" },
    { "duration", "from", 1, 1, fn_duration },
    { "years and months duration", "from,to", 2, 2, fn_months_between },
    { "is", "value1,value2", 2, 2, fn_is },
    { "day of year", "date", 1, 1, fn_day_of_year },
    { "day of week", "date", 1, 1, fn_day_of_week },
    { "month of year", "date", 1, 1, fn_month_of_year },
    { "week of year", "date", 1, 1, fn_week_of_year },
    { "now", NULL, 0, 0, fn_now },
    { "today", NULL, 0, 0, fn_today },
    { "range", "from", 1, 1, fn_range },
    { "before", "point1,point2", 2, 2, fn_before },
    { "after", "point1,point2", 2, 2, fn_after },
    { "meets", "range1,range2", 2, 2, fn_meets },
    { "met by", "range1,range2", 2, 2, fn_met_by },
    { "overlaps", "range1,range2", 2, 2, fn_overlaps },
    { "overlaps before", "range1,range2", 2, 2, fn_overlaps_before },
    { "overlaps after", "range1,range2", 2, 2, fn_overlaps_after },
    { "finishes", "range1,range2", 2, 2, fn_finishes },
    { "finished by", "range1,range2", 2, 2, fn_finished_by },
    { "includes", "range,point", 2, 2, fn_includes, "range1,range2" },
    { "during", "point,range", 2, 2, fn_during, "range1,range2" },
    { "starts", "range1,range2", 2, 2, fn_starts },
    { "started by", "range1,range2", 2, 2, fn_started_by },
    { "coincides", "range1,range2", 2, 2, fn_coincides, "point1,point2" },
    { "get value", "m,key", 2, 2, fn_get_value, "context,key" },
    { "get entries", "m", 1, 1, fn_get_entries, "context" },
    { "context", "entries", 1, 1, fn_context },
    { "context put", "context,keys,value", 3, 3, fn_context_put, "context,key,value",
      fn_context_put_key },
    { "context merge", "contexts", 1, -1, fn_context_merge },
    /* Camunda 8 */
    { "is defined", "value", 1, 1, fn_is_defined },
    { "get or else", "value,default", 2, 2, fn_get_or_else },
    { "trim", "string", 1, 1, fn_trim },
    { "is blank", "string", 1, 1, fn_is_blank },
    { "is empty", "list", 1, 1, fn_is_empty },
    { "last day of month", "date", 1, 1, fn_last_day_of_month },
    { "duplicate values", "list", 1, 1, fn_duplicate_values },
    { "partition", "list,size", 2, 2, fn_partition },
};

const struct builtin *builtin_named(str name)
{
    FOR_EACH(table, b)
        if (str_eq(str_z(b->name), name))
            return b;
    return NULL;
}

const struct builtin *builtin_at(size_t i)
{
    return i < LEN(table) ? &table[i] : NULL;
}

val builtin_value(arena *a, const struct builtin *b)
{
    struct feel_fn *f = ARENA_NEW(a, struct feel_fn);
    f->b = b;
    f->name = str_z(b->name);
    return (val){ .tag = V_FUNCTION, .p = f };
}
