/* feel/builtin.c - the table of built-in functions (DMN 1.5, 10.3.4, tables 73-84). */
#include "feel/fns.h"

static const struct builtin table[] = {
    { "number", "from,grouping separator,decimal separator", 1, 3, "n:ass", fn_number },
    { "string", "from", 1, 1, "s:a", fn_string },
    { "not", "negand", 1, 1, "b:b", fn_not },
    { "substring", "string,start position,length", 2, 3, "s:snn", fn_substring },
    { "string length", "string", 1, 1, "n:s", fn_string_length },
    { "upper case", "string", 1, 1, "s:s", fn_upper },
    { "lower case", "string", 1, 1, "s:s", fn_lower },
    { "substring before", "string,match", 2, 2, "s:ss", fn_before_text },
    { "substring after", "string,match", 2, 2, "s:ss", fn_after_text },
    { "contains", "string,match", 2, 2, "b:ss", fn_contains },
    { "starts with", "string,match", 2, 2, "b:ss", fn_starts_with },
    { "ends with", "string,match", 2, 2, "b:ss", fn_ends_with },
    { "string join", "list,delimiter", 1, 2, "s:ls", fn_string_join },
    { "matches", "input,pattern,flags", 2, 3, "b:sss", fn_matches },
    { "replace", "input,pattern,replacement,flags", 3, 4, "s:ssss", fn_replace },
    { "split", "string,delimiter", 2, 2, "l:ss", fn_split },
    { "list contains", "list,element", 2, 2, "b:la", fn_list_contains },
    { "count", "list", 1, 1, "n:l", fn_count },
    { "min", "list", 1, -1, "a:", fn_min },
    { "max", "list", 1, -1, "a:", fn_max },
    { "sum", "list", 1, -1, "a:", fn_sum },
    { "mean", "list", 1, -1, "a:", fn_mean },
    { "all", "list", 1, -1, "b:", fn_all },
    { "any", "list", 1, -1, "b:", fn_any },
    { "sublist", "list,start position,length", 2, 3, "l:lnn", fn_sublist },
    { "append", "list,item", 2, -1, "l:l", fn_append },
    { "concatenate", "list", 1, -1, "l:", fn_concatenate },
    { "insert before", "list,position,newItem", 3, 3, "l:lna", fn_insert_before },
    { "remove", "list,position", 2, 2, "l:ln", fn_remove },
    { "list replace", "list,position,newItem", 3, 3, "l:laa", fn_list_replace,
      "list,match,newItem" },
    { "reverse", "list", 1, 1, "l:l", fn_reverse },
    { "index of", "list,match", 2, 2, "l:la", fn_index_of },
    { "union", "list", 1, -1, "l:", fn_union },
    { "distinct values", "list", 1, 1, "l:l", fn_distinct },
    { "flatten", "list", 1, 1, "l:l", fn_flatten },
    { "product", "list", 1, -1, "n:", fn_product },
    { "median", "list", 1, -1, "n:", fn_median },
    { "stddev", "list", 1, -1, "n:", fn_stddev },
    { "mode", "list", 1, -1, "l:", fn_mode },
    { "sort", "list,precedes", 1, 2, "l:lf", fn_sort },
    { "decimal", "n,scale", 2, 2, "n:nn", fn_decimal },
    { "floor", "n,scale", 1, 2, "n:nn", fn_floor },
    { "ceiling", "n,scale", 1, 2, "n:nn", fn_ceiling },
    { "round up", "n,scale", 2, 2, "n:nn", fn_round_up },
    { "round down", "n,scale", 2, 2, "n:nn", fn_round_down },
    { "round half up", "n,scale", 2, 2, "n:nn", fn_round_half_up },
    { "round half down", "n,scale", 2, 2, "n:nn", fn_round_half_down },
    { "abs", "n", 1, 1, "a:a", fn_abs, "number" },
    { "modulo", "dividend,divisor", 2, 2, "n:nn", fn_modulo },
    { "sqrt", "number", 1, 1, "n:n", fn_sqrt },
    { "log", "number", 1, 1, "n:n", fn_log },
    { "exp", "number", 1, 1, "n:n", fn_exp },
    { "odd", "number", 1, 1, "b:n", fn_odd },
    { "even", "number", 1, 1, "b:n", fn_even },
    { "date", "year,month,day", 1, 3, "d:ann", fn_date, "from" },
    { "time", "hour,minute,second,offset", 1, 4, "t:aana", fn_time, "from" },
    { "date and time", "date,time", 1, 8, "D:", fn_date_and_time, "from" },
    { "duration", "from", 1, 1, "u:a", fn_duration },
    { "years and months duration", "from,to", 2, 2, "m:pp", fn_months_between },
    { "is", "value1,value2", 2, 2, "b:aa", fn_is },
    { "day of year", "date", 1, 1, "n:p", fn_day_of_year },
    { "day of week", "date", 1, 1, "s:p", fn_day_of_week },
    { "month of year", "date", 1, 1, "s:p", fn_month_of_year },
    { "week of year", "date", 1, 1, "n:p", fn_week_of_year },
    { "now", NULL, 0, 0, "D:", fn_now },
    { "today", NULL, 0, 0, "d:", fn_today },
    { "range", "from", 1, 1, "r:s", fn_range },
    { "before", "point1,point2", 2, 2, "b:aa", fn_before },
    { "after", "point1,point2", 2, 2, "b:aa", fn_after },
    { "meets", "range1,range2", 2, 2, "b:aa", fn_meets },
    { "met by", "range1,range2", 2, 2, "b:aa", fn_met_by },
    { "overlaps", "range1,range2", 2, 2, "b:aa", fn_overlaps },
    { "overlaps before", "range1,range2", 2, 2, "b:aa", fn_overlaps_before },
    { "overlaps after", "range1,range2", 2, 2, "b:aa", fn_overlaps_after },
    { "finishes", "range1,range2", 2, 2, "b:aa", fn_finishes },
    { "finished by", "range1,range2", 2, 2, "b:aa", fn_finished_by },
    { "includes", "range,point", 2, 2, "b:aa", fn_includes, "range1,range2" },
    { "during", "point,range", 2, 2, "b:aa", fn_during, "range1,range2" },
    { "starts", "range1,range2", 2, 2, "b:aa", fn_starts },
    { "started by", "range1,range2", 2, 2, "b:aa", fn_started_by },
    { "coincides", "range1,range2", 2, 2, "b:aa", fn_coincides, "point1,point2" },
    { "get value", "m,key", 2, 2, "a:ca", fn_get_value, "context,key" },
    { "get entries", "m", 1, 1, "l:c", fn_get_entries, "context" },
    { "context", "entries", 1, 1, "c:l", fn_context },
    { "context put", "context,keys,value", 3, 3, "c:caa", fn_context_put, "context,key,value",
      fn_context_put_key },
    { "context merge", "contexts", 1, -1, "c:", fn_context_merge },
    /* Camunda 8 */
    { "is defined", "value", 1, 1, "b:a", fn_is_defined },
    { "get or else", "value,default", 2, 2, "a:aa", fn_get_or_else },
    { "trim", "string", 1, 1, "s:s", fn_trim },
    { "is blank", "string", 1, 1, "b:s", fn_is_blank },
    { "is empty", "list", 1, 1, "b:l", fn_is_empty },
    { "last day of month", "date", 1, 1, "d:p", fn_last_day_of_month },
    { "duplicate values", "list", 1, 1, "l:l", fn_duplicate_values },
    { "partition", "list,size", 2, 2, "l:ln", fn_partition },
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
