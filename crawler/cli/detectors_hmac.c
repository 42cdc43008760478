/* Makes lists of values as HMACs. */
#include "crawler/cli/detectors_hmac.h"

#include "crawler/base/log.h"
#include "crawler/cli/output.h"
#include "crawler/cli/verb.h"
#include "detectors/registry.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct detectors_hmac {
    const struct value_hmac_key *key;
    const struct ruleset *ruleset;
    size_t detector;
    struct output output;
};

/* One value: a line without the white space around it. False when nothing more can be written. */
static bool detectors_hmac_value(struct detectors_hmac *self, struct span value)
{
    uint8_t normal[SCAN_NORMAL_MAX];
    uint8_t hmac[VALUE_HMAC_LEN];
    struct buffer *const out = &self->output.pending;
    const char *const id = ruleset_detector_at(self->ruleset, self->detector)->id;
    const size_t len = ruleset_normalise(self->ruleset, self->detector, value, normal);
    const bool is_made = value_hmac(self->key, id, (struct span){normal, len}, hmac);
    explicit_bzero(normal, sizeof normal);
    if (!is_made) {
        log_line(LOG_ERROR, "OpenSSL cannot make an HMAC");
        return false;
    }
    buffer_append_format(out, "%s ", id);
    for (size_t i = 0; i < sizeof hmac; i++)
        buffer_append_format(out, "%02x", hmac[i]);
    buffer_append_char(out, '\n');
    return output_line_done(&self->output);
}

static bool detectors_hmac_lines(struct detectors_hmac *self, FILE *in)
{
    char *line = NULL;
    size_t cap = 0;
    bool is_good = true;
    buffer_append_format(&self->output.pending, "phicrawl-hmac 1 %s\n", self->key->id);
    for (ssize_t len = getline(&line, &cap, in); len >= 0 && is_good;
         len = getline(&line, &cap, in)) {
        struct span value = {(const uint8_t *)line, (size_t)len};
        while (value.len > 0 && strchr(" \t\r\n", value.ptr[value.len - 1]) != NULL)
            value.len--;
        while (value.len > 0 && (value.ptr[0] == ' ' || value.ptr[0] == '\t')) {
            value.ptr++;
            value.len--;
        }
        if (value.len > 0)
            is_good = detectors_hmac_value(self, value);
    }
    const int cause = errno;
    if (line != NULL)
        explicit_bzero(line, cap);
    free(line);
    if (ferror(in))
        log_line(LOG_ERROR, "--hmac: the values cannot be read on: %s", strerror(cause));
    return is_good && !ferror(in);
}

int detectors_hmac(const struct arguments *arguments, const struct judgement *judgement,
                   const struct ruleset *ruleset, int index)
{
    const char *const path = arguments->options[OPTION_HMAC].text;
    if (index < 0 || !judgement->has_key) {
        log_line(LOG_ERROR, "--hmac needs a detector and --key-file, as in 'phicrawl detectors "
                            "phone --hmac numbers.txt --key-file key'");
        return EXIT_USAGE;
    }
    FILE *const in = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    if (in == NULL) {
        log_line(LOG_ERROR, "--hmac: '%s' cannot be read: %s", path, strerror(errno));
        return EXIT_USAGE;
    }
    struct detectors_hmac self = {
        .key = &judgement->key, .ruleset = ruleset, .detector = (size_t)index};
    output_init(&self.output, STDOUT_FILENO);
    bool is_good = detectors_hmac_lines(&self, in);
    is_good = output_finish(&self.output) && is_good;
    if (in != stdin)
        fclose(in);
    return is_good ? 0 : EXIT_RUN_FAILED;
}
