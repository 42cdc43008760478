/* phicrawl check: permissions as lines for people or programs, and policies to paste. */
#include "crawler/cli/output.h"
#include "crawler/cli/verb.h"

#include "crawler/base/json.h"
#include "crawler/base/log.h"
#include "crawler/cli/help.h"
#include "crawler/pipeline/access_policy.h"
#include "crawler/pipeline/check.h"

#include <string.h>
#include <unistd.h>

#define DETAIL_COLUMN 37

struct verb_check {
    struct output output;
    bool is_json;
    size_t source;     /* whose lines are being printed, from 1; 0: none yet */
    unsigned optional; /* of its permissions that are missing, and that a scan can do without */
};

/* ---- for programs ---- */

static void check_field(struct json *json, const char *key, const char *text)
{
    if (text[0] != '\0')
        json_field_str(json, key, text);
}

static void check_render_json(struct buffer *out, const char *source,
                              const struct inspect_line *line)
{
    struct json json = {.out = out};
    json_begin_object(&json);
    json_field_str(&json, "source", source);
    json_field_str(&json, "permission", line->permission);
    json_field_str(&json, "state", inspect_state_name(line->state));
    json_field_bool(&json, "required", line->is_required);
    check_field(&json, "needs", line->needs);
    check_field(&json, "detail", line->detail);
    check_field(&json, "remedy", line->remedy);
    json_end_object(&json);
    buffer_append_char(out, '\n');
}

/* ---- for people ---- */

static void check_indent(struct buffer *out, size_t width)
{
    for (size_t i = 0; i < width; i++)
        buffer_append_char(out, ' ');
}

/* Texts come from stores: controls are escaped. */
static void check_wrap(struct buffer *out, const char *before, const char *text)
{
    struct buffer safe;
    buffer_init(&safe, 16u << 10);
    buffer_append_str(&safe, before);
    log_escape(&safe, (struct span){(const uint8_t *)text, strlen(text)});
    const char *const words = buffer_str(&safe);
    help_wrap(out, words == NULL ? "" : words, DETAIL_COLUMN, DETAIL_COLUMN);
    buffer_free(&safe);
}

/* What stands below the lines of a source. */
static void check_end_source(struct verb_check *check)
{
    if (check->source == 0 || check->is_json)
        return;
    if (check->optional > 0)
        buffer_append_str(&check->output.pending,
                          "  What is missing and not needed leaves facts unknown in the records; "
                          "for all of it see\n  phicrawl check --policy.\n");
    buffer_append_char(&check->output.pending, '\n');
}

static const char *check_state(const struct inspect_line *line)
{
    if (line->state == INSPECT_MISSING && line->is_required)
        return "MISSING";
    return line->state == INSPECT_UNSUPPORTED ? "unsupported" : inspect_state_name(line->state);
}

static void check_render_text(struct buffer *out, const struct inspect_line *line)
{
    const bool is_missing = line->state == INSPECT_MISSING;
    const char *detail = line->detail;
    if (line->state == INSPECT_UNSUPPORTED)
        detail = "this store knows nothing of the kind";
    else if (detail[0] == '\0')
        detail = line->needs;
    buffer_append_format(out, "  %-11s  %-21s ", check_state(line), line->permission);
    check_wrap(out, "", detail);
    if (line->remedy[0] != '\0' && (line->is_required || !is_missing)) {
        check_indent(out, DETAIL_COLUMN);
        check_wrap(out, "-> ", line->remedy);
    }
}

static void check_begin_source(struct verb_check *check, const struct check_source *source)
{
    check_end_source(check);
    check->source = source->index + 1;
    check->optional = 0;
    if (check->is_json)
        return;
    log_escape(&check->output.pending,
               (struct span){(const uint8_t *)source->uri, strlen(source->uri)});
    buffer_append_char(&check->output.pending, '\n');
}

static bool check_take(void *user, const struct check_source *source,
                       const struct inspect_line *line)
{
    struct verb_check *const check = user;
    if (check->source != source->index + 1)
        check_begin_source(check, source);
    check->optional += !line->is_required && line->state == INSPECT_MISSING;
    if (check->is_json)
        check_render_json(&check->output.pending, source->uri, line);
    else
        check_render_text(&check->output.pending, line);
    return output_line_done(&check->output);
}

/* ---- the verb ---- */

static int check_permissions(const struct arguments *arguments,
                             const struct environment *environment)
{
    struct verb_check check = {.is_json = arguments->options[OPTION_JSON].number != 0};
    const struct check_options options = {
        .sources = (const char *const *)arguments->operands,
        .source_count = arguments->operand_count,
        .no_sign_request = arguments->options[OPTION_NO_SIGN_REQUEST].number != 0,
        .terms = {.pays = arguments->options[OPTION_REQUEST_PAYER].is_given,
                  .expected_owner = arguments->options[OPTION_EXPECTED_BUCKET_OWNER].text},
        .environment = environment,
        .take = check_take,
        .user = &check,
    };
    output_init(&check.output, STDOUT_FILENO);
    const int code = check_run(&options);
    check_end_source(&check);
    if (!check.is_json && (code == 0 || code == EXIT_SOURCE))
        buffer_append_str(&check.output.pending,
                          code == 0 ? "Nothing that a scan needs is missing.\n"
                                    : "A scan would be incomplete: see MISSING above.\n");
    return output_finish(&check.output) ? code : EXIT_RUN_FAILED;
}

static void check_note(struct buffer *notes)
{
    const char *const text = buffer_str(notes);
    for (const char *line = text; line != NULL && *line != '\0';) {
        const size_t len = strcspn(line, "\n");
        log_line(LOG_NOTE, "%.*s", (int)len, line);
        line += len + (line[len] == '\n');
    }
}

static int check_policy(const struct arguments *arguments, const struct environment *environment)
{
    const struct access_policy_input input = {
        .sources = (const char *const *)arguments->operands,
        .source_count = arguments->operand_count,
        .environment = environment,
    };
    struct output output;
    struct buffer notes;
    struct fault fault = {.http_status = 0};
    output_init(&output, STDOUT_FILENO);
    buffer_init(&notes, 1u << 20);
    const bool is_good = access_policy_render(&input, &output.pending, &notes, &fault);
    if (!is_good)
        log_line(LOG_ERROR, "%s", fault.message);
    else
        check_note(&notes);
    buffer_free(&notes);
    const bool is_written = output_finish(&output);
    if (!is_good)
        return EXIT_USAGE;
    return is_written ? 0 : EXIT_RUN_FAILED;
}

int verb_check_run(const struct arguments *arguments, const struct environment *environment)
{
    if (arguments->operand_count == 0) {
        log_line(LOG_ERROR, "no SOURCE given, as in 'phicrawl check s3://bucket'; see 'phicrawl "
                            "check --help'");
        return EXIT_USAGE;
    }
    return arguments->options[OPTION_POLICY].number != 0
               ? check_policy(arguments, environment)
               : check_permissions(arguments, environment);
}
