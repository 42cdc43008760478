/* What the environment says about connections: proxies and trusted certificates, by the names that
 * curl knows. */
#ifndef CRAWLER_STORE_HTTP_SETTINGS_H
#define CRAWLER_STORE_HTTP_SETTINGS_H

#include <stdbool.h>

struct environment; /* crawler/store/environment.h */

struct http_settings {
    char *proxy; /* https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY; "" for none. May hold a password
                  */
    char *no_proxy; /* hosts that are reached directly: this machine, metadata services, and
                       no_proxy or NO_PROXY */
    char *ca_file;  /* SSL_CERT_FILE or CURL_CA_BUNDLE; NULL: what libcurl was built with */
};

/* False when memory is short; then *out is the zero value. Release with http_settings_free(). */
bool http_settings_load(const struct environment *environment, struct http_settings *out);
void http_settings_free(struct http_settings *settings);

#endif
