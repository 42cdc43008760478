/* Where plain http may go, judged by the address that is connected to, not by its name. */
#ifndef CRAWLER_STORE_HTTP_REACH_H
#define CRAWLER_STORE_HTTP_REACH_H

#include <stdbool.h>

struct sockaddr;

/* https goes anywhere. */
enum http_reach {
    HTTP_REACH_SELF,      /* loopback */
    HTTP_REACH_CONTAINER, /* and the credential end points of ECS and EKS: 169.254.170.2,
                             169.254.170.23, fd00:ec2::23 */
    HTTP_REACH_INSTANCE,  /* and that of instances of EC2 and Azure: 169.254.169.254,
                             fd00:ec2::254 */
    HTTP_REACH_LINK       /* and link-local addresses (169.254/16), where App Service of Azure has
                             its own */
};

bool http_reach_allows(const struct sockaddr *address, enum http_reach reach);

#endif
