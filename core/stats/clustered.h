/*
 * clustered.h - a share of what comes in clusters
 *
 * A thousand machines that one patch broke are one accident, and not a
 * thousand: what is of one cluster hangs together, and only clusters are
 * independent. So the share is seen again without each of them (jackknife.h).
 */
#ifndef PL_CLUSTERED_H
#define PL_CLUSTERED_H

#include <stddef.h>

#include "stats/binomial.h"
#include "stats/value.h"

enum { PL_CLUSTERS_FEWEST = 10 };

/* The share of events in the trials of all clusters, with limits from the
 * jackknife of its logit, half an event and half a trial without one being
 * added where a cluster is left out. Clusters without trials are passed over.
 * Why: "nothing to count"; of limits alone "fewer than 10 patches", which is
 * what clusters are here, and "all alike" where there is no event or nothing
 * else. */
struct pl_estimate pl_clustered_share(
    const struct pl_trials *clusters, size_t count);

#endif
