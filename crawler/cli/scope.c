/* Which objects a scan looks at. */
#include "crawler/cli/scope.h"

#include "crawler/base/log.h"

/* Options of filters; those that may be given several times hold all their texts. */
static const struct {
    enum filter_kind kind;
    enum option option;
} filters[] = {
    {FILTER_INCLUDE, OPTION_INCLUDE},
    {FILTER_EXCLUDE, OPTION_EXCLUDE},
    {FILTER_REGEX, OPTION_REGEX},
    {FILTER_EXTENSION, OPTION_EXTENSION},
    {FILTER_MIN_SIZE, OPTION_MIN_SIZE},
    {FILTER_MAX_SIZE, OPTION_MAX_SIZE},
    {FILTER_MODIFIED_AFTER, OPTION_MODIFIED_AFTER},
    {FILTER_MODIFIED_BEFORE, OPTION_MODIFIED_BEFORE},
    {FILTER_STORAGE_CLASS, OPTION_STORAGE_CLASS},
    {FILTER_VERSION_STATE, OPTION_VERSION_STATE},
    {FILTER_ENCRYPTION, OPTION_ENCRYPTION},
    {FILTER_TAG, OPTION_TAG},
    {FILTER_SINCE, OPTION_SINCE},
};

bool scope_open(const struct arguments *arguments, time_t now, struct scope *out)
{
    const struct option_value *const values = arguments->options;
    struct fault fault = {0};
    *out = (struct scope){0};
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        const struct option_value *const value = &values[filters[i].option];
        if (!value->is_given)
            continue;
        const bool is_list = value->text_count > 0;
        out->options.kinds[filters[i].kind].texts = is_list ? value->texts : &value->text;
        out->options.kinds[filters[i].kind].count = is_list ? value->text_count : 1;
    }
    out->options.min_size = values[OPTION_MIN_SIZE].number;
    out->options.max_size = values[OPTION_MAX_SIZE].number;
    out->listing = (struct list_options){
        .versions = values[OPTION_VERSIONS].number != 0,
        .uploads = values[OPTION_UPLOADS].number != 0,
        .parallel = (unsigned)values[OPTION_LIST_REQUESTS].number,
    };
    out->filter = filter_create(&out->options, now, &fault);
    if (out->filter == NULL) {
        log_line(LOG_ERROR, "%s", fault.message);
        return false;
    }
    filter_wants(out->filter, &out->listing);
    return true;
}

void scope_close(struct scope *scope)
{
    filter_free(scope->filter);
}
