/* Takes apart http and https URLs, narrowly. */
#include "crawler/store/url.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define HOST_NAME_MAX_LEN 253
#define LABEL_MAX_LEN 63

static bool url_is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7F;
}

static bool url_is_label_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

bool url_host_is_name(const char *host)
{
    if (strlen(host) > HOST_NAME_MAX_LEN)
        return false;
    for (;;) {
        size_t len = 0;
        while (url_is_label_char(host[len]))
            len++;
        if (len == 0 || len > LABEL_MAX_LEN || host[0] == '-' || host[len - 1] == '-')
            return false;
        if (host[len] == '\0')
            return true;
        if (host[len] != '.')
            return false;
        host += len + 1;
    }
}

/* True when resolvers may take the host for a number: "2130706433", "0x7f.1", "127.1". */
static bool url_host_is_number(const char *host)
{
    const char *const dot = strrchr(host, '.');
    const char *const last = dot == NULL ? host : dot + 1;
    if (strspn(last, "0123456789") == strlen(last))
        return true;
    return last[0] == '0' && (last[1] == 'x' || last[1] == 'X');
}

/* "localhost" and the names under it, which RFC 6761 section 6.3 keeps on this machine. */
static bool url_host_is_local(const char *host)
{
    static const char suffix[] = ".localhost";
    const size_t len = strlen(host);
    return strcmp(host, suffix + 1) == 0 ||
           (len > sizeof suffix - 1 && strcmp(host + len - (sizeof suffix - 1), suffix) == 0);
}

/* Sets is_ip and is_loopback of a host that is in place. */
static const char *url_judge_host(struct url *url)
{
    char *const host = url->host;
    struct in_addr v4;
    struct in6_addr v6;
    if (host[0] == '[') {
        const size_t len = strlen(host);
        host[len - 1] = '\0';
        const bool is_v6 = inet_pton(AF_INET6, host + 1, &v6) == 1;
        host[len - 1] = ']';
        if (!is_v6)
            return "has a host in brackets that is no IPv6 address";
        url->is_ip = true;
        url->is_loopback = IN6_IS_ADDR_LOOPBACK(&v6);
        return NULL;
    }
    if (inet_pton(AF_INET, host, &v4) == 1) {
        url->is_ip = true;
        url->is_loopback = ntohl(v4.s_addr) >> 24 == 127;
        return NULL;
    }
    if (!url_host_is_name(host) || url_host_is_number(host))
        return "has a host that is neither a name nor an address";
    url->is_loopback = url_host_is_local(host);
    return NULL;
}

/* Reads ":PORT" or nothing. */
static const char *url_read_port(struct url *url, const char *text, size_t len)
{
    if (len == 0)
        return NULL;
    if (text[0] != ':' || len < 2 || len > 6)
        return "has a port that is not 1 to 65535";
    for (size_t i = 1; i < len; i++) {
        if (text[i] < '0' || text[i] > '9')
            return "has a port that is not 1 to 65535";
        url->port = url->port * 10 + (unsigned)(text[i] - '0');
    }
    return url->port >= 1 && url->port <= 65535 ? NULL : "has a port that is not 1 to 65535";
}

/* The length of the host at the start of HOST[:PORT]; len + 1 when its bracket stays open. */
static size_t url_host_len(const char *text, size_t len)
{
    const bool is_bracket = len > 0 && text[0] == '[';
    const char *const end = memchr(text, is_bracket ? ']' : ':', len);
    if (end == NULL)
        return is_bracket ? len + 1 : len;
    return (size_t)(end - text) + is_bracket;
}

/* Reads HOST[:PORT] of len bytes. */
static const char *url_read_authority(struct url *url, const char *text, size_t len)
{
    if (memchr(text, '@', len) != NULL)
        return "has a user name or password in it, which is not allowed";
    const size_t host_len = url_host_len(text, len);
    if (host_len == 0)
        return "names no host";
    if (host_len > len)
        return "has a host in brackets that is no IPv6 address";
    if (host_len >= sizeof url->host)
        return "has a host that is too long";
    for (size_t i = 0; i < host_len; i++)
        url->host[i] = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] - 'A' + 'a') : text[i];
    url->host[host_len] = '\0';
    const char *const why = url_read_port(url, text + host_len, len - host_len);
    return why != NULL ? why : url_judge_host(url);
}

const char *url_parse_open(const char *text, struct url *out)
{
    *out = (struct url){0};
    for (const char *next = text; *next != '\0'; next++) {
        if (url_is_control(*next))
            return "has a control character in it";
    }
    if (strchr(text, '#') != NULL)
        return "has a '#' in it (write it as %23)";
    out->is_tls = strncasecmp(text, "https://", 8) == 0;
    if (!out->is_tls && strncasecmp(text, "http://", 7) != 0)
        return "does not start with https://";
    const char *const authority = strstr(text, "://") + 3;
    const size_t authority_len = strcspn(authority, "/?");
    const char *const why = url_read_authority(out, authority, authority_len);
    if (why != NULL)
        return why;
    out->path = authority + authority_len;
    out->path_len = strcspn(out->path, "?");
    if (out->path[out->path_len] == '?')
        out->query = out->path + out->path_len + 1;
    return NULL;
}

const char *url_parse(const char *text, struct url *out)
{
    const char *const why = url_parse_open(text, out);
    if (why == NULL && !out->is_tls && !out->is_loopback)
        return "uses plain http, which is allowed for loopback hosts only: use https";
    return why;
}

void url_root(const struct url *url, char out[URL_ROOT_SIZE])
{
    const unsigned own_port = url->is_tls ? 443 : 80;
    const int len =
        snprintf(out, URL_ROOT_SIZE, "%s://%s", url->is_tls ? "https" : "http", url->host);
    if (url->port != 0 && url->port != own_port)
        snprintf(out + len, URL_ROOT_SIZE - (size_t)len, ":%u", url->port);
}
