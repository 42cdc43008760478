/* One set of credentials: checked, copied, wiped. */
#include "crawler/store/credentials.h"

#include "crawler/base/log.h"
#include "crawler/store/dates.h"
#include "crawler/store/json_reader.h"
#include "signers/digest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool credentials_is_clean(const char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text <= 0x20 || (unsigned char)*text >= 0x7F)
            return false;
    }
    return true;
}

enum status credentials_set(const struct credentials_found *found, struct credentials *out,
                            struct fault *fault)
{
    const char *const *const texts = found->texts;
    char **const targets[] = {&out->access_key_id, &out->secret_access_key, &out->session_token};
    if (texts[0] == NULL || texts[1] == NULL) {
        fault_set(fault, REASON_ACCESS_DENIED, "%s%s is set, but %s is not: set both", found->where,
                  found->names[texts[0] == NULL], found->names[texts[0] != NULL]);
        return STATUS_STOP;
    }
    for (int i = 0; i < 3; i++) {
        if (texts[i] == NULL)
            continue;
        if (!credentials_is_clean(texts[i]) || (i == 0 && strpbrk(texts[i], "/,") != NULL)) {
            fault_set(fault, REASON_ACCESS_DENIED,
                      "%s%s holds characters that cannot stand in it (a space or line break?)",
                      found->where, found->names[i]);
            return STATUS_STOP;
        }
        *targets[i] = strdup(texts[i]);
        if (*targets[i] == NULL)
            return STATUS_NO_MEMORY;
    }
    return STATUS_OK;
}

enum status credentials_refuse(const char *who, const char *why, struct fault *fault)
{
    fault_set(fault, REASON_ACCESS_DENIED, "%.190s: %.120s", who, why);
    return STATUS_STOP;
}

void credentials_copy_words(struct span text, char *out, size_t size)
{
    struct buffer escaped;
    const size_t cut = text.len < size ? text.len : size;
    buffer_init(&escaped, 16 * size);
    log_escape(&escaped, (struct span){text.ptr, cut});
    const char *const words = buffer_str(&escaped);
    snprintf(out, size, "%s", words == NULL ? "" : words);
    buffer_free(&escaped);
}

/* ---- as JSON ---- */

static bool credentials_read_expiry(const struct json_reader *reader,
                                    const struct credentials_form *form, time_t *out)
{
    const char *const text = json_reader_text(reader, form->outer, form->expires);
    int64_t ms;
    if (text != NULL)
        return date_parse_iso((struct span){(const uint8_t *)text, strlen(text)}, out);
    if (json_reader_integer(reader, form->outer, form->expires, &ms))
        *out = (time_t)(ms / 1000);
    return true;
}

/* NULL, or what is wrong with the document as such. */
static const char *credentials_judge_json(const struct json_reader *reader,
                                          const struct credentials_form *form)
{
    int64_t version;
    if (reader == NULL)
        return "the answer is no JSON object";
    if (form->has_version && (!json_reader_integer(reader, NULL, "Version", &version)))
        return "the answer has no \"Version\": 1";
    if (form->has_version && version != 1)
        return "the answer has another \"Version\" than 1";
    for (int i = 0; i < 2 + form->needs_token; i++)
        if (json_reader_text(reader, form->outer, form->names[i]) == NULL)
            return "the answer holds no complete credentials";
    return NULL;
}

/* {"Code": "AssumeRoleUnauthorizedAccess", "Message": ...} comes with status 200. */
static bool credentials_read_error(const struct json_reader *reader, const char *who,
                                   struct fault *fault)
{
    char code[64];
    const char *const text = reader == NULL ? NULL : json_reader_text(reader, NULL, "Code");
    if (text == NULL || strcmp(text, "Success") == 0)
        return false;
    credentials_copy_words((struct span){(const uint8_t *)text, strlen(text)}, code, sizeof code);
    fault_set(fault, REASON_ACCESS_DENIED, "%.190s: refused: %s", who, code);
    return true;
}

static enum status credentials_take_json(const struct json_reader *reader,
                                         const struct credentials_form *form, const char *who,
                                         struct credentials *out, struct fault *fault)
{
    char where[224];
    if (credentials_read_error(reader, who, fault))
        return STATUS_STOP;
    const char *const why = credentials_judge_json(reader, form);
    if (why != NULL)
        return credentials_refuse(who, why, fault);
    if (!credentials_read_expiry(reader, form, &out->expires_at))
        return credentials_refuse(who, "the answer's expiry is no date", fault);
    snprintf(where, sizeof where, "%.200s: ", who);
    struct credentials_found found = {.names = form->names, .where = where};
    for (int i = 0; i < 3; i++)
        found.texts[i] = json_reader_text(reader, form->outer, form->names[i]);
    return credentials_set(&found, out, fault);
}

enum status credentials_read_json(struct span text, const struct credentials_form *form,
                                  const char *who, struct credentials *out, struct fault *fault)
{
    struct json_reader *const reader = json_reader_open(text);
    const enum status status = credentials_take_json(reader, form, who, out, fault);
    json_reader_close(reader);
    return status;
}

static void credentials_wipe_text(char *secret)
{
    if (secret != NULL)
        digest_wipe(secret, strlen(secret));
    free(secret);
}

void credentials_free(struct credentials *credentials)
{
    credentials_wipe_text(credentials->access_key_id);
    credentials_wipe_text(credentials->secret_access_key);
    credentials_wipe_text(credentials->session_token);
    *credentials = (struct credentials){0};
}
