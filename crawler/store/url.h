/*
 * Takes apart the http and https URLs that users configure (SOURCE, endpoints), and refuses what
 * must not become the target of a signed request. RFC 3986, narrowed: no user and password, no
 * fragment, hosts that are names, dotted quads or bracketed IPv6 addresses.
 */
#ifndef CRAWLER_STORE_URL_H
#define CRAWLER_STORE_URL_H

#include <stdbool.h>
#include <stddef.h>

/* Pieces point into the parsed text, except the host. */
struct url {
    bool is_tls;
    char host[256];   /* lower case; "[::1]" with its brackets */
    bool is_ip;       /* dotted quad or IPv6 */
    bool is_loopback; /* localhost and names under it, 127.0.0.0/8 or ::1 */
    unsigned port;    /* 0: not named */
    const char *path; /* "/..." or empty; as written */
    size_t path_len;
    const char *query; /* behind the '?', to the end of the text; NULL when there is none */
};

/*
 * NULL, or what is wrong with text, as a phrase without any part of it ("has a user name ...").
 * Plain http is refused unless the host is loopback.
 */
const char *url_parse(const char *text, struct url *out);

/* The same with plain http to any host: for what judges the address that is connected to (enum
 * http_reach). */
const char *url_parse_open(const char *text, struct url *out);

/* Writes "SCHEME://HOST[:PORT]", without the scheme's own port; out has URL_ROOT_SIZE bytes. */
#define URL_ROOT_SIZE 280
void url_root(const struct url *url, char out[URL_ROOT_SIZE]);

/* True for a host name of letters, digits, '-' and dots: labels of 1 to 63, 253 at most. */
bool url_host_is_name(const char *host);

#endif
