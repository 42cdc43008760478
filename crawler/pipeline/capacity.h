/* What the machine gives a run. */
#ifndef CRAWLER_PIPELINE_CAPACITY_H
#define CRAWLER_PIPELINE_CAPACITY_H

/* Requests in flight each hold a socket: takes as many descriptors as the system allows. */
void capacity_raise_file_limit(void);

/* The number of cores, at least 1. */
unsigned capacity_cores(void);

#endif
