/* Tokens of a managed identity on a server of Azure Arc, by its challenge. */
#include "crawler/store/entra_identity.h"

#include <stdio.h>
#include <string.h>

#define KEY_MAX 4096
#define HOST "the agent of Azure Arc"

/* The caller wipes the answer. */
static void arc_send(const struct entra_ask *ask, const char *url, const char *authorization,
                     struct http_answer *answer)
{
    struct http_request request;
    http_request_init(&request);
    buffer_append_str(&request.url, url);
    request.reach = HTTP_REACH_LINK;
    http_request_add_header(&request, "Metadata", "true");
    if (authorization != NULL)
        http_request_add_header(&request, "Authorization", authorization);
    *answer = (struct http_answer){.why = "the request is too long"};
    if (http_request_seal(&request))
        http_ask(ask->query->environment, &request, &entra_limits, answer);
    http_request_wipe(&request);
}

/* NULL, or what is wrong with the file that a 401 names: "Basic realm=FOLDER/NAME.key". */
static const char *arc_find_path(const struct http_answer *answer, const char *folder, char *out,
                                 size_t size)
{
    static const char scheme[] = "Basic realm=", ending[] = ".key";
    const size_t scheme_len = strlen(scheme), folder_len = strlen(folder);
    char value[512];
    if (answer->status != 401 ||
        !http_headers_copy(&answer->headers, "WWW-Authenticate", value, sizeof value) ||
        strncmp(value, scheme, scheme_len) != 0)
        return "the answer is no challenge";
    snprintf(out, size, "%s", value + scheme_len);
    const size_t len = strlen(out);
    const bool is_below = len > folder_len + 1 && strncmp(out, folder, folder_len) == 0 &&
                          out[folder_len] == '/' && strchr(out + folder_len + 1, '/') == NULL;
    const bool is_key = len > strlen(ending) && strcmp(out + len - strlen(ending), ending) == 0;
    return is_below && is_key ? NULL : "the challenge names a file that is none of its keys";
}

static enum status arc_answer(const struct entra_ask *ask, const char *url, const char *path)
{
    struct buffer key, authorization;
    struct http_answer answer;
    enum status status = credentials_read_token(path, ask->who, &key, ask->fault);
    if (status == STATUS_OK && key.len > KEY_MAX)
        status = entra_refuse(ask, "the key file is larger than 4 KiB");
    if (status == STATUS_OK) {
        buffer_init(&authorization, KEY_MAX + 16);
        buffer_append_format(&authorization, "Basic %s", (const char *)key.ptr);
        arc_send(ask, url, buffer_str(&authorization), &answer);
        status = entra_token_judge(ask, HOST, &answer);
        http_answer_wipe(&answer);
        buffer_wipe(&authorization);
    }
    buffer_wipe(&key);
    return status;
}

enum status entra_arc_ask(const struct entra_ask *ask, const char *url, const char *folder)
{
    char path[512];
    struct http_answer answer;
    enum status status = STATUS_OK;
    arc_send(ask, url, NULL, &answer);
    if (answer.why != NULL) {
        status = entra_token_judge(ask, HOST, &answer);
    } else {
        const char *const why = arc_find_path(&answer, folder, path, sizeof path);
        if (why != NULL)
            status = entra_refuse(ask, why);
    }
    http_answer_wipe(&answer);
    return status == STATUS_OK ? arc_answer(ask, url, path) : status;
}
