/* Reads bucket policies. */
#include "crawler/store/bucket_policy.h"

#include "crawler/store/json_reader.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define STATEMENTS_MAX 1000 /* AWS takes 20 KB, in which there is no room for as many */

/* What must be denied to everybody: reading and writing any object. */
static const char *const watched_actions[] = {"s3:GetObject", "s3:PutObject"};
#define WATCHED_COUNT (sizeof watched_actions / sizeof watched_actions[0])

/* The last '*' takes one more character whenever what follows it does not fit: linear in memory,
 * at most the product of the lengths in time. */
bool bucket_policy_matches(const char *pattern, const char *text)
{
    const char *star = NULL, *retry = NULL;
    while (*text != '\0') {
        if (*pattern == '*') {
            star = pattern++;
            retry = text;
        } else if (*pattern == '?' ||
                   tolower((unsigned char)*pattern) == tolower((unsigned char)*text)) {
            pattern++;
            text++;
        } else if (star != NULL) {
            pattern = star + 1;
            text = ++retry;
        } else {
            return false;
        }
    }
    return pattern[strspn(pattern, "*")] == '\0';
}

/* A value of a policy is one text or an array of them. */
static size_t values_count(const struct json_node *node)
{
    return json_node_text(node) != NULL ? 1 : json_node_count(node);
}

static const char *values_at(const struct json_node *node, size_t index)
{
    const char *const single = json_node_text(node);
    return single != NULL ? single : json_node_text(json_node_at(node, index));
}

static bool values_match(const struct json_node *patterns, const char *text)
{
    for (size_t i = 0; i < values_count(patterns); i++) {
        const char *const pattern = values_at(patterns, i);
        if (pattern != NULL && bucket_policy_matches(pattern, text))
            return true;
    }
    return false;
}

static bool is_everybody(const struct json_node *principal)
{
    const struct json_node *const accounts = json_node_member(principal, "AWS");
    const struct json_node *const values = accounts != NULL ? accounts : principal;
    for (size_t i = 0; i < values_count(values); i++) {
        const char *const value = values_at(values, i);
        if (value != NULL && strcmp(value, "*") == 0)
            return true;
    }
    return false;
}

/* {"Bool": {"aws:SecureTransport": "false"}} and nothing else. */
static bool is_plain_http(const struct json_node *condition)
{
    const struct json_node *test = json_node_member(condition, "Bool");
    if (test == NULL)
        test = json_node_member(condition, "BoolIfExists");
    const struct json_node *value = json_node_member(test, "aws:SecureTransport");
    if (value == NULL)
        value = json_node_member(test, "aws:securetransport");
    const char *const text = values_count(value) == 1 ? values_at(value, 0) : NULL;
    return json_node_count(condition) == 1 && json_node_count(test) == 1 && text != NULL &&
           strcasecmp(text, "false") == 0;
}

/* Every object: ARNs of any partition that end in "BUCKET" and "/" and "*", or "*". */
static bool covers_objects(const struct json_node *resources, const char *bucket)
{
    char every[512];
    if (snprintf(every, sizeof every, ":s3:::%s/*", bucket) >= (int)sizeof every)
        return false;
    for (size_t i = 0; i < values_count(resources); i++) {
        const char *const value = values_at(resources, i);
        if (value == NULL)
            continue;
        const char *const tail = strncmp(value, "arn:", 4) == 0 ? strchr(value + 4, ':') : NULL;
        if (strcmp(value, "*") == 0 || strcmp(value, "arn:aws:s3:::*") == 0 ||
            (tail != NULL && strcmp(tail, every) == 0))
            return true;
    }
    return false;
}

/* Adds the watched actions that the statement refuses over plain http. */
static void take_statement(const struct json_node *statement, const char *bucket,
                           bool denied[WATCHED_COUNT])
{
    const char *const effect = json_node_text(json_node_member(statement, "Effect"));
    if (effect == NULL || strcmp(effect, "Deny") != 0 ||
        !is_everybody(json_node_member(statement, "Principal")) ||
        !is_plain_http(json_node_member(statement, "Condition")) ||
        !covers_objects(json_node_member(statement, "Resource"), bucket))
        return;
    for (size_t i = 0; i < WATCHED_COUNT; i++)
        denied[i] |= values_match(json_node_member(statement, "Action"), watched_actions[i]);
}

enum policy_answer bucket_policy_is_tls_only(struct span policy, const char *bucket)
{
    struct json_reader *const reader = json_reader_open(policy);
    const struct json_node *const statements = json_reader_member(reader, "Statement");
    bool denied[WATCHED_COUNT] = {false};
    enum policy_answer answer = POLICY_MALFORMED;
    if (statements != NULL) {
        const bool is_single = json_node_member(statements, "Effect") != NULL;
        const size_t count = is_single ? 1 : json_node_count(statements);
        for (size_t i = 0; i < count && i < STATEMENTS_MAX; i++)
            take_statement(is_single ? statements : json_node_at(statements, i), bucket, denied);
        answer = POLICY_YES;
        for (size_t i = 0; i < WATCHED_COUNT; i++)
            answer = denied[i] ? answer : POLICY_NO;
    }
    json_reader_close(reader);
    return answer;
}
