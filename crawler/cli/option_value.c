/* Texts of options -> values, with messages that say what would have been right. */
#include "crawler/cli/option.h"

#include "crawler/base/coverage.h"
#include "crawler/cli/suggest.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

/* Digits at the start of *text, which is moved behind them. False: none, or more than 64 bits. */
static bool option_digits(const char **text, uint64_t *number)
{
    const char *at = *text;
    uint64_t value = 0;
    while (*at >= '0' && *at <= '9') {
        const uint64_t digit = (uint64_t)(*at - '0');
        if (value > (UINT64_MAX - digit) / 10)
            return false;
        value = 10 * value + digit;
        at++;
    }
    if (at == *text)
        return false;
    *text = at;
    *number = value;
    return true;
}

static bool option_in_range(const struct option_spec *spec, const char *text, uint64_t number,
                            struct buffer *error)
{
    if (number >= spec->min && number <= spec->max)
        return true;
    if (spec->max >= UINT64_MAX - 1) {
        buffer_append_format(error, "'%s' is out of range: at least %" PRIu64, text, spec->min);
    } else {
        buffer_append_format(error, "'%s' is out of range: %" PRIu64 " to %" PRIu64, text,
                             spec->min, spec->max);
    }
    return false;
}

static bool option_parse_number(const struct option_spec *spec, const char *text, uint64_t *number,
                                struct buffer *error)
{
    const char *rest = text;
    if (!option_digits(&rest, number) || *rest != '\0') {
        buffer_append_format(error, "'%s' is not a number%s", text,
                             spec->type == OPTION_NUMBER_OR_ALL ? " nor 'all'" : "");
        return false;
    }
    return option_in_range(spec, text, *number, error);
}

static bool option_parse_size(const struct option_spec *spec, const char *text, uint64_t *number,
                              struct buffer *error)
{
    static const struct {
        const char *name;
        uint64_t bytes;
    } units[] = {
        {"", 1},
        {"B", 1},
        {"K", UINT64_C(1) << 10},
        {"KiB", UINT64_C(1) << 10},
        {"M", UINT64_C(1) << 20},
        {"MiB", UINT64_C(1) << 20},
        {"G", UINT64_C(1) << 30},
        {"GiB", UINT64_C(1) << 30},
        {"T", UINT64_C(1) << 40},
        {"TiB", UINT64_C(1) << 40},
        {"P", UINT64_C(1) << 50},
        {"PiB", UINT64_C(1) << 50},
        {"kB", 1000},
        {"MB", 1000000},
        {"GB", 1000000000},
        {"TB", UINT64_C(1000000000000)},
        {"PB", UINT64_C(1000000000000000)},
    };
    const char *unit = text;
    if (option_digits(&unit, number)) {
        for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
            if (strcasecmp(unit, units[i].name) != 0)
                continue;
            if (*number > UINT64_MAX / units[i].bytes)
                break;
            *number *= units[i].bytes;
            return option_in_range(spec, text, *number, error);
        }
    }
    buffer_append_format(error, "'%s' is not a size such as 500000, 64MiB, 10GB or 1TiB", text);
    return false;
}

static bool option_judge_account(const char *text, struct buffer *error)
{
    if (strlen(text) == 12 && strspn(text, "0123456789") == 12)
        return true;
    buffer_append_format(error, "'%s' is not an account of 12 digits", text);
    return false;
}

static bool option_parse_choice(const struct option_spec *spec, const char *text, uint64_t *number,
                                struct buffer *error)
{
    for (uint64_t i = 0; spec->choices[i] != NULL; i++) {
        if (strcasecmp(text, spec->choices[i]) == 0) {
            *number = i;
            return true;
        }
    }
    buffer_append_format(error, "'%s' is none of", text);
    for (size_t i = 0; spec->choices[i] != NULL; i++)
        buffer_append_format(error, "%s %s", i == 0 ? "" : ",", spec->choices[i]);
    return false;
}

static void option_refuse_reason(const char *name, struct buffer *error)
{
    char known[32];
    struct suggest suggest;
    suggest_init(&suggest, name);
    for (int i = 0; i < REASON_HTTP; i++)
        suggest_offer(&suggest, reason_name((enum reason)i, 0, known));
    buffer_append_format(error, "'%s' is not a reason", name);
    if (suggest.best[0] != '\0')
        buffer_append_format(error, " (did you mean '%s'?)", suggest.best);
}

/* One name of a list adds to the set. */
typedef bool (*option_name_fn)(const struct option_spec *spec, const char *name, uint64_t *set,
                               struct buffer *error);

static bool option_parse_one_choice(const struct option_spec *spec, const char *name, uint64_t *set,
                                    struct buffer *error)
{
    uint64_t index = 0;
    if (!option_parse_choice(spec, name, &index, error))
        return false;
    *set |= UINT64_C(1) << index;
    return true;
}

static bool option_parse_reason(const struct option_spec *spec, const char *name, uint64_t *set,
                                struct buffer *error)
{
    (void)spec;
    const int reason = reason_find(name);
    if (reason == REASON_HTTP) {
        buffer_append_format(error, "'%s' cannot be accepted: scan again", name);
        return false;
    }
    if (reason < 0) {
        option_refuse_reason(name, error);
        return false;
    }
    *set |= UINT64_C(1) << reason;
    return true;
}

static bool option_parse_list(const struct option_spec *spec, const char *text, uint64_t *set,
                              struct buffer *error)
{
    const option_name_fn parse =
        spec->type == OPTION_REASONS ? option_parse_reason : option_parse_one_choice;
    for (;;) {
        char name[64];
        const size_t len = strcspn(text, ",");
        const size_t cut = len < sizeof name ? len : sizeof name - 1;
        memcpy(name, text, cut);
        name[cut] = '\0';
        if (!parse(spec, name, set, error))
            return false;
        if (text[len] == '\0')
            return true;
        text += len + 1;
    }
}

static bool option_parse_flag(const char *text, uint64_t *number, struct buffer *error)
{
    static const char *const words[] = {"0", "1", "false", "true", "no", "yes", "off", "on"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcasecmp(text, words[i]) == 0) {
            *number = i % 2;
            return true;
        }
    }
    buffer_append_format(error, "'%s' is neither 1 nor 0", text);
    return false;
}

static bool option_parse_by_type(const struct option_spec *spec, const char *text, uint64_t *number,
                                 struct buffer *error)
{
    switch (spec->type) {
    case OPTION_FLAG:
        return option_parse_flag(text, number, error);
    case OPTION_TEXT:
    case OPTION_TEXTS:
        return true;
    case OPTION_NUMBER_OR_ALL:
        if (strcasecmp(text, "all") == 0) {
            *number = UINT64_MAX;
            return true;
        }
        return option_parse_number(spec, text, number, error);
    case OPTION_NUMBER:
        return option_parse_number(spec, text, number, error);
    case OPTION_SIZE:
        return option_parse_size(spec, text, number, error);
    case OPTION_ACCOUNT:
        return option_judge_account(text, error);
    case OPTION_REASONS:
    case OPTION_CHOICES:
        return option_parse_list(spec, text, number, error);
    case OPTION_CHOICE:
    case OPTION_MAYBE_CHOICE:
        return option_parse_choice(spec, text, number, error);
    }
    return false;
}

bool option_parse(enum option option, const char *text, struct option_value *value,
                  struct buffer *error)
{
    if (text[0] == '\0') {
        buffer_append_str(error, "the value is empty");
        return false;
    }
    if (!option_parse_by_type(option_at(option), text, &value->number, error))
        return false;
    value->is_given = true;
    value->text = text;
    if (option_at(option)->type == OPTION_TEXTS) {
        if (value->text_count == OPTION_TEXTS_MAX) {
            buffer_append_format(error, "more than %d of them", OPTION_TEXTS_MAX);
            return false;
        }
        value->texts[value->text_count++] = text;
    }
    return true;
}
