/*
 * A small question to S3, or to another service of AWS as the same identity, that its asker waits
 * for: what a bucket or an object says beside its content (HeadBucket, ?policyStatus, ?encryption,
 * ?tagging), who one is (STS), what a key allows (KMS), what an account forbids (S3 Control).
 */
#ifndef CRAWLER_STORE_S3_ASK_H
#define CRAWLER_STORE_S3_ASK_H

#include "crawler/store/answer.h"
#include "crawler/store/aws_request.h"
#include "crawler/store/http_ask.h"
#include "crawler/store/provider.h"

#define S3_ASK_BODY_MAX (1u << 20)

struct s3_reply {
    struct answer answer;    /* its status, and the code of an error */
    struct http_answer http; /* headers and body; http.why is NULL when the answer is complete */
};

/*
 * Asks and asks again by the rules of retry.h, up to 4 times, signing anew each time: an expired
 * credential is renewed, a skewed clock learned. store is a PROVIDER_S3 one; http belongs to this
 * thread and is not in the middle of waking.
 *
 * question: when service is NULL it is for the bucket of store (an object of it when key is not
 * empty): method, query and headers count, the rest is filled in. Else it is for the service
 * and host that it names, and scheme, path and region must be set. time is always filled in.
 *
 * STATUS_OK: there is an answer, of any status (look at reply->answer; a server that does not know
 * a subresource may answer 200 with something else: look at the root of the XML too). STATUS_STOP:
 * none, and fault says why. STATUS_CANCELLED, STATUS_NO_MEMORY. reply may hold another's answer or
 * be the zero value; release with s3_reply_wipe() in any case.
 */
enum status s3_ask(const struct store *store, struct http *http, const struct aws_request *question,
                   struct s3_reply *reply, struct fault *fault);
void s3_reply_wipe(struct s3_reply *reply);

#endif
