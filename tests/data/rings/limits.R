# limits.R - the limits that tests/cli/rings_test.sh expects of its twelve patches
#
#     Rscript tests/data/rings/limits.R
#
# Wilson's are prop.test's. Those by patch are the delete-one jackknife, once as in
# tests/data/stats/clustered.R and once of the logarithm of the Mantel-Haenszel risk
# ratio; the others for that are metafor's.
suppressPackageStartupMessages(library(metafor))

jackknife <- function(all, without) {
    k <- length(without)
    se <- sqrt((k - 1) / k * sum((without - mean(without))^2))
    all + c(-1, 1) * qt(0.975, k - 1) * se
}

cat("first problems, of 10 patches:\n")
for (count in c(1, 2, 7, 0))
    print(round(100 * suppressWarnings(
        prop.test(count, 10, correct = FALSE)$conf.int), 1))

# Machines with a problem, of patches 1 to 10.
n <- c(1, 1, 1, 1, 1, 1, 2, 1, 2, 1)
places <- list(in_time = c(0, 1, rep(0, 8)), late = c(1, 0, 1, rep(0, 7)))
places$outside <- n - places$in_time - places$late
for (place in names(places)) {
    count <- places[[place]]
    without <- log((sum(count) - count + 0.5) / (sum(n - count) - n + count + 0.5))
    cat(place, round(100 * plogis(jackknife(qlogis(sum(count) / sum(n)), without)),
        1), "\n")
}

# Installs outside, of patches 1 to 12.
k <- 1:12
d <- data.frame(product = k > 6, n1 = 5 + !(k %in% 4:5), a = as.numeric(k %in% 6:10),
    n2 = k %% 2, c = as.numeric(k %in% c(7, 9)))
by_product <- function(d) aggregate(cbind(a, n1, c, n2) ~ product, d, sum)
ratio <- function(d) with(by_product(d),
    sum(a * n2 / (n1 + n2)) / sum(c * n1 / (n1 + n2)))
without <- sapply(k, function(i) log(ratio(d[-i, ])))
print(round(c(ratio(d), exp(jackknife(log(ratio(d)), without))), 3))
fit <- rma.mh(measure = "RR", ai = a, n1i = n1, ci = c, n2i = n2,
    data = by_product(d), drop00 = FALSE)
print(round(exp(c(fit$beta, fit$ci.lb, fit$ci.ub)), 3))
