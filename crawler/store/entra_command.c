/* Tokens of the Azure CLI. */
#include "crawler/store/entra_command.h"

#include "crawler/store/command.h"
#include "crawler/store/json_reader.h"

#include <stdio.h>
#include <string.h>

#define LINE "az account get-access-token --output json --scope "
#define TIMEOUT_MS 60000 /* it may have to be started from a slow disk */
#define ERROR_MAX 512

static const struct entra_form form = {"accessToken", "expires_on", NULL};

/* What az says without its own way of saying who says it. */
static void command_copy_error(const struct buffer *err, char *out, size_t size)
{
    static const char mark[] = "ERROR: ";
    struct span text = {err->ptr, err->len};
    const uint8_t *const at = err->len == 0 ? NULL : memmem(err->ptr, err->len, mark, strlen(mark));
    if (at != NULL)
        text = (struct span){at + strlen(mark), err->len - (size_t)(at - err->ptr) - strlen(mark)};
    credentials_copy_words(text, out, size);
}

static enum status command_judge(const struct entra_ask *ask, enum command_end end, int exit_code,
                                 const struct buffer *printed, const struct buffer *err)
{
    char words[161];
    switch (end) {
    case COMMAND_NOT_FOUND:
        fault_set(ask->fault, REASON_ACCESS_DENIED, "there is no Azure CLI (az) on PATH");
        return STATUS_END;
    case COMMAND_TIMED_OUT:
        return entra_refuse(ask, "az took more than 60 seconds");
    case COMMAND_FLOODED:
        return entra_refuse(ask, "az printed more than 64 KiB");
    case COMMAND_KILLED:
        return entra_refuse(ask, "az was killed by a signal");
    case COMMAND_EXITED:
        break;
    }
    if (exit_code == 0)
        return entra_token_take(ask, (struct span){printed->ptr, printed->len}, &form);
    command_copy_error(err, words, sizeof words);
    fault_set(ask->fault, REASON_ACCESS_DENIED, "%s: az failed with %d: %s", ask->who, exit_code,
              words[0] == '\0' ? "run 'az login'" : words);
    return STATUS_STOP;
}

/* What az has no use for: the secrets of everything else. */
static const char *const hidden[] = {"AWS_ACCESS_KEY_ID",
                                     "AWS_SECRET_ACCESS_KEY",
                                     "AWS_SESSION_TOKEN",
                                     "AWS_SECURITY_TOKEN",
                                     "AWS_CONTAINER_AUTHORIZATION_TOKEN",
                                     "AZURE_STORAGE_CONNECTION_STRING",
                                     "AZURE_STORAGE_KEY",
                                     "AZURE_STORAGE_ACCOUNT_KEY",
                                     "AZURE_STORAGE_ACCESS_KEY",
                                     "AZURE_STORAGE_SAS_TOKEN",
                                     "AZURE_STORAGE_SAS_KEY",
                                     "AZURE_CLIENT_SECRET",
                                     "AZURE_CLIENT_CERTIFICATE_PASSWORD",
                                     "IDENTITY_HEADER",
                                     "MSI_SECRET",
                                     NULL};

enum status entra_command_ask(const struct entra_ask *ask)
{
    char line[256];
    struct command command;
    struct buffer printed, err;
    struct entra_ask own = *ask;
    bool is_bad = false;
    int exit_code = 0;
    own.who = "Azure CLI";
    const char *const tenant = entra_get_id(&own, "AZURE_TENANT_ID", &is_bad);
    if (is_bad)
        return STATUS_STOP;
    snprintf(line, sizeof line, LINE "%.100s/.default%s%.64s", entra_resource(ask->query),
             tenant == NULL ? "" : " --tenant ", tenant == NULL ? "" : tenant);
    if (command_split(line, &command) != NULL) {
        command_free(&command);
        return STATUS_NO_MEMORY;
    }
    command.hidden = hidden;
    buffer_init(&printed, JSON_READER_TEXT_MAX);
    buffer_init(&err, ERROR_MAX);
    const enum command_end end = command_run(&command, TIMEOUT_MS, &printed, &err, &exit_code);
    const enum status status = command_judge(&own, end, exit_code, &printed, &err);
    command_free(&command);
    buffer_wipe(&printed);
    buffer_wipe(&err);
    return status;
}
