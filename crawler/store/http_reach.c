/* Loopback, and the credential services of clouds. */
#include "crawler/store/http_reach.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

static bool reach_allows_v4(const struct sockaddr_in *in, enum http_reach reach)
{
    const uint32_t address = ntohl(in->sin_addr.s_addr);
    switch (reach) {
    case HTTP_REACH_CONTAINER:
        if (address == 0xA9FEAA02 || address == 0xA9FEAA17)
            return true;
        break;
    case HTTP_REACH_INSTANCE:
        if (address == 0xA9FEA9FE)
            return true;
        break;
    case HTTP_REACH_LINK:
        if (address >> 16 == 0xA9FE)
            return true;
        break;
    case HTTP_REACH_SELF:
        break;
    }
    return address >> 24 == 127;
}

static bool reach_allows_v6(const struct sockaddr_in6 *in6, enum http_reach reach)
{
    static const uint8_t container[16] = {0xFD, 0x00, 0x0E, 0xC2, [15] = 0x23};
    static const uint8_t instance[16] = {0xFD, 0x00, 0x0E, 0xC2, [14] = 0x02, [15] = 0x54};
    const uint8_t *const address = in6->sin6_addr.s6_addr;
    if (reach == HTTP_REACH_CONTAINER && memcmp(address, container, 16) == 0)
        return true;
    if (reach == HTTP_REACH_INSTANCE && memcmp(address, instance, 16) == 0)
        return true;
    return IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr);
}

bool http_reach_allows(const struct sockaddr *address, enum http_reach reach)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        return reach_allows_v4(&in, reach);
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, address, sizeof in6);
        return reach_allows_v6(&in6, reach);
    }
    return false;
}
