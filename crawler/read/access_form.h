/*
 * Forms of access logs: lines of cells in a known order, told by a directive in the log or by the
 * look of its lines.
 *
 * Sources: W3C Extended Log File Format (IIS, CloudFront, Exchange with commas), Zeek ("#fields"),
 * Amazon S3 server access log format, access logs of Application and Classic Load Balancers, Azure
 * Storage analytics log format 1.0 and 2.0, Common and Combined Log Format of Apache.
 */
#ifndef CRAWLER_READ_ACCESS_FORM_H
#define CRAWLER_READ_ACCESS_FORM_H

#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct access_form {
    const char *columns; /* their names, a blank between two; NULL: a directive names them */
    uint8_t delimiter;   /* blank (tabs are as good, several are one), tab, comma or semicolon */
};

/* True when most of the first lines are of one form. is_whole: head is all there is. */
bool access_form_find(struct span head, bool is_whole, struct access_form *form);

/* The bytes of line up to the first name, when it is a directive that names columns; else 0. */
size_t access_form_directive(struct span line);

#endif
