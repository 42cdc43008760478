/* Credentials that a program prints. */
#include "crawler/store/credential_command.h"

#include "crawler/store/command.h"
#include "crawler/store/json_reader.h"

#include <stdio.h>

#define TIMEOUT_MS 60000 /* a person may have to touch a key */
#define ERROR_MAX 512

static const struct credentials_form form = {
    .names = {"AccessKeyId", "SecretAccessKey", "SessionToken"},
    .expires = "Expiration",
    .has_version = true,
};

static enum status command_refuse(const char *who, int exit_code, const struct buffer *err,
                                  struct fault *fault)
{
    char words[121];
    credentials_copy_words((struct span){err->ptr, err->len}, words, sizeof words);
    fault_set(fault, REASON_ACCESS_DENIED, "%.150s: the program failed with %d%s%s", who, exit_code,
              words[0] == '\0' ? "" : ": ", words);
    return STATUS_STOP;
}

static enum status command_judge(const char *who, enum command_end end, struct fault *fault)
{
    static const char *const texts[] = {
        [COMMAND_NOT_FOUND] = "the program cannot be run",
        [COMMAND_TIMED_OUT] = "the program took more than 60 seconds",
        [COMMAND_FLOODED] = "the program printed more than 64 KiB",
        [COMMAND_KILLED] = "the program was killed by a signal",
    };
    return credentials_refuse(who, texts[end], fault);
}

enum status credential_command_run(const struct ini_entry *entry, struct credentials *out,
                                   struct fault *fault)
{
    char who[192];
    struct command command;
    struct buffer printed, err;
    int exit_code = 0;
    snprintf(who, sizeof who, "%.140s:%u: credential_process", entry->path, entry->line);
    const char *const why = command_split(entry->value, &command);
    if (why != NULL) {
        command_free(&command);
        return credentials_refuse(who, why, fault);
    }
    buffer_init(&printed, JSON_READER_TEXT_MAX);
    buffer_init(&err, ERROR_MAX);
    const enum command_end end = command_run(&command, TIMEOUT_MS, &printed, &err, &exit_code);
    enum status status;
    if (end != COMMAND_EXITED)
        status = command_judge(who, end, fault);
    else if (exit_code != 0)
        status = command_refuse(who, exit_code, &err, fault);
    else
        status =
            credentials_read_json((struct span){printed.ptr, printed.len}, &form, who, out, fault);
    command_free(&command);
    buffer_wipe(&printed);
    buffer_wipe(&err);
    return status;
}
