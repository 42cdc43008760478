/* phicrawl detect: files or standard input -> findings on standard output. */
#include "crawler/cli/output.h"
#include "crawler/cli/verb.h"

#include "crawler/base/log.h"
#include "crawler/cli/judgement.h"
#include "crawler/pipeline/detect.h"
#include "crawler/report/finding_line.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEAD_MAX ((size_t)128 << 10) /* a path that can be opened, escaped and in base64 */

struct verb_detect {
    struct detect *detect;
    struct output output;
    struct buffer head; /* how the lines of the file being read begin */
    struct finding_words *words;
    bool is_incomplete;
};

static bool verb_detect_take(void *user, const struct finding_record *record)
{
    struct verb_detect *const self = user;
    struct buffer *const pending = &self->output.pending;
    buffer_append(pending, self->head.ptr, self->head.len);
    finding_line_render_tail(pending, self->words, record);
    buffer_append_char(pending, '\n');
    return output_line_done(&self->output);
}

/* False when the output broke or memory is short. "-" is standard input. */
static bool verb_detect_file(struct verb_detect *self, const char *path)
{
    const struct finding_sink sink = {verb_detect_take, self};
    struct coverage coverage;
    buffer_clear(&self->head);
    finding_line_render_head(&self->head, (struct span){(const uint8_t *)path, strlen(path)}, NULL);
    const bool is_good = strcmp(path, "-") == 0
                             ? detect_stream(self->detect, STDIN_FILENO, path, &sink, &coverage)
                             : detect_path(self->detect, path, &sink, &coverage);
    self->is_incomplete |= coverage_state(&coverage) != OBJECT_EXAMINED;
    if (!is_good && !self->output.is_failed)
        log_line(LOG_ERROR, "not enough memory");
    return is_good;
}

/* Reads paths from list, one a line. */
static bool verb_detect_list(struct verb_detect *self, FILE *list)
{
    char *path = NULL;
    size_t cap = 0;
    bool is_good = true;
    for (ssize_t len = getline(&path, &cap, list); len >= 0 && is_good;
         len = getline(&path, &cap, list)) {
        while (len > 0 && (path[len - 1] == '\n' || path[len - 1] == '\r'))
            path[--len] = '\0';
        if (len > 0)
            is_good = verb_detect_file(self, path);
    }
    if (ferror(list)) {
        log_line(LOG_ERROR, "--files-from: %s", strerror(errno));
        is_good = false;
    }
    free(path);
    return is_good;
}

static bool verb_detect_all(struct verb_detect *self, const struct arguments *arguments, FILE *list)
{
    for (size_t i = 0; i < arguments->operand_count; i++) {
        if (!verb_detect_file(self, arguments->operands[i]))
            return false;
    }
    if (list != NULL)
        return verb_detect_list(self, list);
    return arguments->operand_count > 0 || verb_detect_file(self, "-");
}

static int verb_detect_judged(const struct arguments *arguments, FILE *list,
                              const struct judgement *judgement)
{
    const struct detect_options options = {
        .min_confidence = (uint8_t)arguments->options[OPTION_MIN_CONFIDENCE].number,
        .all_candidates = arguments->options[OPTION_ALL_CANDIDATES].number != 0,
        .is_fast = arguments->options[OPTION_FAST].number != 0,
        .rules = judgement->rules,
        .lists = judgement->used,
        .passwords = judgement->passwords,
        .limits = arguments_limits(arguments),
    };
    struct verb_detect self = {.detect = detect_create(&options), .words = finding_words_create()};
    if (self.detect == NULL || self.words == NULL) {
        log_line(LOG_ERROR, "not enough memory to start");
        detect_free(self.detect);
        finding_words_free(self.words);
        return EXIT_RUN_FAILED;
    }
    output_init(&self.output, STDOUT_FILENO);
    buffer_init(&self.head, HEAD_MAX);
    bool is_good = verb_detect_all(&self, arguments, list);
    is_good = output_finish(&self.output) && is_good;
    buffer_free(&self.head);
    finding_words_free(self.words);
    detect_free(self.detect);
    if (!is_good)
        return EXIT_RUN_FAILED;
    return self.is_incomplete ? EXIT_INCOMPLETE : 0;
}

static int verb_detect_with(const struct arguments *arguments, FILE *list)
{
    struct judgement judgement;
    const int code = judgement_open(arguments, &judgement)
                         ? verb_detect_judged(arguments, list, &judgement)
                         : EXIT_USAGE;
    judgement_close(&judgement);
    return code;
}

static bool verb_detect_reads_twice(const struct arguments *arguments, const char *from)
{
    size_t count = from != NULL && strcmp(from, "-") == 0;
    for (size_t i = 0; i < arguments->operand_count; i++)
        count += strcmp(arguments->operands[i], "-") == 0;
    return count > 1;
}

int verb_detect_run(const struct arguments *arguments, const struct environment *environment)
{
    (void)environment;
    const char *const from = arguments->options[OPTION_FILES_FROM].text;
    if (verb_detect_reads_twice(arguments, from)) {
        log_line(LOG_ERROR, "standard input can be read only once, but '-' is given twice");
        return EXIT_USAGE;
    }
    if (from == NULL)
        return verb_detect_with(arguments, NULL);
    if (strcmp(from, "-") == 0)
        return verb_detect_with(arguments, stdin);
    FILE *const list = fopen(from, "re");
    if (list == NULL) {
        log_line(LOG_ERROR, "--files-from: cannot open '%s': %s", from, strerror(errno));
        return EXIT_USAGE;
    }
    const int code = verb_detect_with(arguments, list);
    fclose(list);
    return code;
}
