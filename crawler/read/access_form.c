/* Forms of access logs. */
#include "crawler/read/access_form.h"

#include "crawler/read/text_line.h"
#include "detectors/ascii.h"

#include <string.h>

#define LINES_LOOKED_AT 40

/* ---- directives ---- */

size_t access_form_directive(struct span line)
{
    static const char *const starts[] = {"#Fields: ", "#Fields:\t", "#fields\t"};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        const size_t len = strlen(starts[i]);
        if (line.len > len && memcmp(line.ptr, starts[i], len) == 0)
            return len;
    }
    return 0;
}

/* What stands between the names of columns stands between the cells, too; but names with blanks
 * between them stand above cells with tabs as well. */
static uint8_t access_delimiter(struct span names)
{
    if (memchr(names.ptr, ',', names.len) != NULL)
        return ',';
    const uint8_t *const tab = memchr(names.ptr, '\t', names.len);
    return tab != NULL && memchr(names.ptr, ' ', names.len) == NULL ? '\t' : ' ';
}

/* ---- lines ---- */

/* Steps over pattern in text from *at on: d a digit, A a capital letter or '.', * some bytes
 * without a blank, all others themselves. */
static bool access_step(struct span text, size_t *at, const char *pattern)
{
    for (; *pattern != '\0'; pattern++) {
        const size_t start = *at;
        if (*pattern == '*') {
            while (*at < text.len && text.ptr[*at] != ' ' && text.ptr[*at] != pattern[1])
                (*at)++;
            if (*at == start)
                return false;
            continue;
        }
        if (*at >= text.len)
            return false;
        const uint8_t byte = text.ptr[(*at)++];
        const bool fits = *pattern == 'd'   ? ascii_is_digit(byte)
                          : *pattern == 'A' ? ascii_is_upper(byte) || byte == '.'
                                            : byte == (uint8_t)*pattern;
        if (!fits)
            return false;
    }
    return true;
}

#define DAY "[dd/*/dddd:dd:dd:dd *] "
#define INSTANT "dddd-dd-ddTdd:dd:dd*"

/* The start of a line, and what the columns of such lines are. */
static const struct {
    const char *start;
    uint8_t delimiter;
    const char *columns;
} access_forms[] = {
    {"* * " DAY "* * * AAAA*", ' ',
     "bucket_owner bucket time remote_ip requester request_id operation key request_uri "
     "http_status "
     "error_code bytes_sent object_size total_time turn_around_time referer user_agent version_id "
     "host_id signature_version cipher_suite authentication_type host_header tls_version "
     "access_point_arn acl_required"},
    {"* * * " DAY "\"", ' ',
     "remote_ip identity user time request status bytes_sent referer user_agent"},
    {"* " INSTANT " * *:*", ' ',
     "type time elb client_port target_port request_processing_time target_processing_time "
     "response_processing_time elb_status_code target_status_code received_bytes sent_bytes "
     "request user_agent ssl_cipher ssl_protocol target_group_arn trace_header domain_name "
     "chosen_cert_arn matched_rule_priority request_creation_time actions_executed redirect_url "
     "error_reason target_port_list target_status_code_list classification classification_reason "
     "connection_trace"},
    {INSTANT " * *.*:* *", ' ',
     "timestamp elb client_port backend_port request_processing_time backend_processing_time "
     "response_processing_time elb_status_code backend_status_code received_bytes sent_bytes "
     "request user_agent ssl_cipher ssl_protocol"},
    {"d.d;" INSTANT ";*;*;*;", ';',
     "version_number request_start_time operation_type request_status http_status_code "
     "end_to_end_latency_in_ms server_latency_in_ms authentication_type requester_account "
     "owner_account service_type request_url requested_object_key request_id_header "
     "operation_count requester_ip_address request_version_header request_header_size "
     "request_packet_size response_header_size response_packet_size request_content_length "
     "request_md5 server_md5 etag_identifier last_modified_time conditions_used user_agent_header "
     "referrer_header client_request_id"},
};

#define FORMS (sizeof access_forms / sizeof access_forms[0])

/* The form of a line; FORMS: none. */
static size_t access_form_of(struct span line)
{
    for (size_t i = 0; i < FORMS; i++) {
        size_t at = 0;
        if (access_step(line, &at, access_forms[i].start))
            return i;
    }
    return FORMS;
}

bool access_form_find(struct span head, bool is_whole, struct access_form *form)
{
    size_t counts[FORMS + 1] = {0}, lines = 0;
    for (size_t at = 0; at < head.len && lines < LINES_LOOKED_AT;) {
        const size_t stop = text_line_end(head, at);
        const struct span line = ascii_trim(head.ptr + at, stop - at);
        const size_t names = access_form_directive(line);
        at = stop + 1;
        if (names > 0) {
            const struct span rest = {line.ptr + names, line.len - names};
            *form = (struct access_form){NULL, access_delimiter(rest)};
            return lines == 0;
        }
        if (line.len == 0 || line.ptr[0] == '#' || (stop == head.len && !is_whole && lines > 0))
            continue;
        counts[access_form_of(line)]++;
        lines++;
    }
    size_t best = 0;
    for (size_t i = 1; i < FORMS; i++)
        best = counts[i] > counts[best] ? i : best;
    *form = (struct access_form){access_forms[best].columns, access_forms[best].delimiter};
    return counts[best] > 0 && counts[best] * 10 >= lines * 9;
}
