/* Reads error answers of S3 and Azure. */
#include "crawler/store/answer.h"

#include "crawler/store/xml.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Only what cannot disturb a line of a log: a code comes from outside. */
static void copy_word(struct span text, char *out, size_t size)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    size_t len = 0;
    out[0] = '\0';
    if (text.len >= size)
        return;
    for (; len < text.len; len++) {
        if (text.ptr[len] == '\0' || strchr(allowed, text.ptr[len]) == NULL)
            return;
    }
    snprintf(out, size, "%.*s", (int)len, len > 0 ? (const char *)text.ptr : "");
}

static bool mentions(struct span text, const char *word)
{
    const size_t len = strlen(word);
    for (size_t i = 0; i + len <= text.len; i++)
        if (strncasecmp((const char *)text.ptr + i, word, len) == 0)
            return true;
    return false;
}

static void take_message(struct answer *answer, struct span message)
{
    answer->names_kms = mentions(message, "kms:") || mentions(message, "aws:kms") ||
                        mentions(message, "KMS key") || mentions(message, "customer master key");
    answer->names_sse = mentions(message, "Server Side Encryption") ||
                        mentions(message, "customer provided key") ||
                        mentions(message, "customer-provided key");
}

/* Azure has no code of its own for a date that is too far from its clock: S3's stands for it. */
static void take_detail(struct answer *answer, struct span detail)
{
    if (mentions(detail, "date header"))
        snprintf(answer->code, sizeof answer->code, "RequestTimeTooSkewed");
}

static void read_body(struct answer *answer, struct span body)
{
    struct xml xml;
    xml_init(&xml, body);
    for (enum xml_event event = xml_next(&xml); event != XML_DONE && event != XML_BAD;
         event = xml_next(&xml)) {
        if (event == XML_START && xml.depth == 1 && !xml_is(&xml, "Error"))
            break;
        if (event != XML_END || xml.depth != 2)
            continue;
        if (xml_is(&xml, "Code") && answer->code[0] == '\0')
            copy_word(xml_text(&xml), answer->code, sizeof answer->code);
        else if (xml_is(&xml, "Region") && answer->region[0] == '\0')
            copy_word(xml_text(&xml), answer->region, sizeof answer->region);
        else if (xml_is(&xml, "Message"))
            take_message(answer, xml_text(&xml));
        else if (xml_is(&xml, "AuthenticationErrorDetail"))
            take_detail(answer, xml_text(&xml));
    }
    xml_free(&xml);
}

void answer_read(struct answer *answer, int status, const struct http_headers *headers,
                 struct span body)
{
    struct span value;
    *answer = (struct answer){.status = status};
    if (http_headers_find(headers, "x-ms-error-code", &value))
        copy_word(value, answer->code, sizeof answer->code);
    if (http_headers_find(headers, "x-amz-bucket-region", &value))
        copy_word(value, answer->region, sizeof answer->region);
    if (body.len > ANSWER_BODY_MAX)
        body.len = ANSWER_BODY_MAX;
    read_body(answer, body);
}

static bool has_code(const struct answer *answer, const char *code)
{
    return strcmp(answer->code, code) == 0;
}

static bool code_starts(const struct answer *answer, const char *start)
{
    return strncmp(answer->code, start, strlen(start)) == 0;
}

enum reason answer_reason(const struct answer *answer)
{
    if (has_code(answer, "InvalidObjectState") || has_code(answer, "BlobArchived") ||
        has_code(answer, "BlobBeingRehydrated"))
        return REASON_ARCHIVED;
    if (code_starts(answer, "KMS.") || code_starts(answer, "KeyVault") || answer->names_kms)
        return REASON_KMS_DENIED;
    if (has_code(answer, "BlobUsesCustomerSpecifiedEncryption") ||
        (answer->status == 400 && answer->names_sse))
        return REASON_CUSTOMER_KEY_NEEDED;
    switch (answer->status) {
    case 401:
    case 403:
        return REASON_ACCESS_DENIED;
    case 404:
    case 410:
        return REASON_VANISHED;
    case 412:
        return REASON_CHANGED;
    default:
        return has_code(answer, "ExpiredToken") || has_code(answer, "InvalidToken")
                   ? REASON_ACCESS_DENIED
                   : REASON_HTTP;
    }
}
